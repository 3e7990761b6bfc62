import { clockTime } from '../time.ts';

/** Why an alarm does not count as recovered after a step. */
export const recoveryReasons = {
  'still-in': ({ state }: { state: string }) => `the alarm is in ${state}`,
  'fell-back': ({ state }: { state: string }) => `the alarm fell back to ${state}`,
  'did-not-hold': () => 'the alarm fell back and was OK again within the hold',
  'no-time-to-hold': ({ pageBy }: { pageBy: string }) =>
    `the alarm is OK, but cannot hold before the page deadline, ${clockTime(pageBy)}`,
  'ok-before-alarm': ({ okSince }: { okSince: string }) =>
    `CloudWatch still describes the alarm as OK since ${clockTime(okSince)}, before it fired`,
  'metric-silent': ({ metric, since }: { metric: string; since: string }) =>
    `the alarm is OK, but ${metric} has no datapoint since ${since.slice(11, 19)} UTC`,
  'metric-below': ({ metric, value, atLeast }: { metric: string; value: number; atLeast: number }) =>
    `the alarm is OK, but ${metric} is ${value}, and at least ${atLeast} is expected`,
  'metric-unreadable': ({ metric, error }: { metric: string; error: string }) =>
    `the alarm is OK, but ${metric} can't be read (${error})`,
};
