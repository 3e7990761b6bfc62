import type { Asked } from './cost.ts';
import { assumptions } from './prices.ts';

/** Wait, the Lambda that reads the alarm, and the Choice that loops back. */
const statesPerPoll = 3;

/**
 * What the same incident would ask of a polling design: for each step the action, then polls until the alarm is OK or
 * the time is up; at the end a message straight to SNS. Nothing is recorded, locked or guarded, and there is no
 * deadline: the minimum.
 * @param healsAt the step after which the alarm goes OK; if none, a person is paged
 */
export function polled(steps: number, healsAt?: number): Asked {
  const { pollSeconds, pollFor, recoverySeconds } = assumptions;
  const acts = healsAt ?? steps;
  const inVain = healsAt === undefined ? acts : acts - 1;
  const polls =
    inVain * Math.ceil(pollFor / pollSeconds) +
    (healsAt === undefined ? 0 : Math.ceil(recoverySeconds / pollSeconds));
  return {
    // The message and the end.
    transitions: acts + polls * statesPerPoll + 2,
    invocations: acts + polls,
    // Each action's, and the one that polls.
    functions: acts + 1,
    calls: polls,
    acts,
    cloudWatch: polls,
    tableOperations: 0,
    units: { reads: 0, writes: 0 },
    schedulesFired: 0,
    publishes: 1,
  };
}
