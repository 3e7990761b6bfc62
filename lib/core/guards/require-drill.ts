import * as z from 'zod/mini';
import { formatSeconds, secondsBetween } from '../time.ts';
import { guard } from './guard.ts';

const expected = 'how old the proof of a drill may be, { within: days(90) }';

/** What is deployed of a drill's evidence: see lib/core/drill/proven.ts. */
const Proof = z.strictObject({
  /** The version that was drilled. */
  version: z.string(),
  /** Where, and the incident there. */
  environment: z.string(),
  incident: z.string(),
  /** ISO 8601, UTC: when it was healed. */
  when: z.string(),
  /** It was drilled in a local emulator of AWS, and this is AWS. @default - in AWS, or this is an emulator too */
  emulated: z.optional(z.literal(true)),
});

const longestSeconds = 366 * 86_400;
const within = 'a whole number of seconds, at least 1 and at most 366 days';

/** Longer than other durations may be: people drill a runbook once a quarter, or once a year. */
const Within = z.strictObject(
  { seconds: z.int(within).check(z.minimum(1, within), z.maximum(longestSeconds, within)) },
  'a duration: days(…)',
);

const Asked = z.strictObject({ within: Within }, expected);

const RequireDrill = z.strictObject({
  /** So many seconds after it was healed, a proof still counts. */
  withinSeconds: z.number(),
  /** The newest one, of whatever version. @default - there is none */
  proof: z.optional(Proof),
});
export type RequireDrill = z.infer<typeof RequireDrill>;

/** The other clock may be ahead by so many seconds; a proof from further in the future was not there yet. */
const clockToleranceSeconds = 300;

/** Why a version is not proven at this moment. @param version @default - not known, so nothing proves it */
export function unproven({ withinSeconds, proof }: RequireDrill, version: string | undefined, now: Date) {
  if (!proof) return { code: 'not-drilled' as const, facts: {} };
  const { environment, incident, when, emulated } = proof;
  if (emulated) return { code: 'drilled-in-emulator' as const, facts: { environment, incident, when } };
  if (version === undefined || proof.version !== version)
    return { code: 'drilled-another-version' as const, facts: { environment, incident, when } };
  const age = secondsBetween(when, now);
  // Not a comparison that something unreadable would pass.
  return age >= -clockToleranceSeconds && age <= withinSeconds
    ? undefined
    : { code: 'drill-too-old' as const, facts: { environment, incident, when, withinSeconds } };
}

const twoDays = 2 * 86_400;
const span = (seconds: number): string =>
  seconds < twoDays ? formatSeconds(seconds) : `${Math.round(seconds / 86_400)} days`;

/** Of a runbook in mode `auto`, an unproven version asks a person before each step. */
export const requireDrill = guard({
  place: 65,
  runbook: {
    /**
     * What `requireDrill` of an environment asks of every runbook, asked of this one wherever it is deployed; the shorter time counts.
     * It is no part of the runbook's version. @default - what the environment says
     */
    requireDrill: z.exactOptional(Asked),
  },
  environment: {
    /**
     * A runbook in mode `auto` acts alone only while a drill has proven its very version within so long; otherwise it asks a person
     * before each step, as in mode `approve`. 1 second to 366 days. See docs/drills.md. @default - no drill is required
     */
    requireDrill: z.exactOptional(Asked),
  },
  deployed: {
    /** A drill must have proven this version since. @default - nobody has to */
    requireDrill: z.optional(RequireDrill),
  },
  // A sandbox does not divide it: evidence ages by everybody's clock. In a rehearsal there is nothing that a drill could have proven.
  fillIn: ({ requireDrill: own }, environment) => {
    const asked = environment ? [own, environment.requireDrill] : [];
    const within = asked.flatMap((one) => (one ? [one.within.seconds] : []));
    return within.length > 0 ? { requireDrill: { withinSeconds: Math.min(...within) } } : {};
  },
  reasons: {
    'not-drilled': () => 'no drill has proven this version of the runbook',
    'drilled-another-version': ({ environment, incident, when }: DrillFacts) =>
      `the drill of ${when.slice(0, 10)} in ${environment} (${incident}) proved another version of the runbook`,
    'drilled-in-emulator': ({ environment, incident, when }: DrillFacts) =>
      `the drill of ${when.slice(0, 10)} in ${environment} (${incident}) was in a local emulator of AWS`,
    'drill-too-old': ({
      environment,
      incident,
      when,
      withinSeconds,
    }: DrillFacts & { withinSeconds: number }) =>
      `the drill of ${when.slice(0, 10)} in ${environment} (${incident}) is not within the last ${span(withinSeconds)}`,
  },
  judges: {
    unasked: ({ requireDrill: its }, { version, now }) => its && unproven(its, version, now),
  },
  remark: ({ requireDrill: its }) =>
    its &&
    `In mode auto it asks a person before each step unless a drill has proven this version within ${span(its.withinSeconds)}. \`nightshift trust\` says whether one has.`,
  proof: { rule: 'drill' },
});

type DrillFacts = { environment: string; incident: string; when: string };
