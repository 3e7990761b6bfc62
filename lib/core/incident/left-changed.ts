import { clockTime, formatSeconds } from '../time.ts';
import type { Attempt, LeftChanged } from './records.ts';

/** What stays changed for a while: `feature recommendations of shop is off until 1 h after its alarm is OK`. */
export const leftChanged = ({ subject, changed, restoreAfterSeconds, until }: LeftChanged): string =>
  `${subject} is ${changed} until ${formatSeconds(restoreAfterSeconds)} after the alarm is OK; if it is not restored by ${until.slice(0, 10)} ${clockTime(until)}, a person is told`;

/** Temporary changes of attempts that may have taken effect. */
export const leftBy = (attempts: readonly Attempt[]): LeftChanged[] =>
  attempts.flatMap(({ state, lease }) =>
    lease && (state === 'acted' || state === 'started') ? [lease] : [],
  );
