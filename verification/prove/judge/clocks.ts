/**
 * How far apart two timestamps of one change of an alarm may be without anything being wrong, in seconds. AWS documents no limit;
 * decisions 28 and 31 take moments within 5 s for one. It is the judge's own number: an engine that allows more must not be
 * judged by what it allows.
 */
export const clockToleranceSeconds = 5;
