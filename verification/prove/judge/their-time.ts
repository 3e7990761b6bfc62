import type { Facts } from '../facts.ts';
import { type Done, takenFor } from '../people.ts';
import type { Change } from '../stage.ts';
import { mayShareTarget, outageOf, outagesOf } from './outages.ts';

/** In seconds: for the sweeper's minute and its calls, and for its next minutes if a call may have failed. */
const [rungWithin, againWithin] = [130, 125];

/** How much earlier than a change anything about it may be dated, in milliseconds. */
export const beforeMilliseconds = 15_000;

/** The latest moment by which the phone rings for what still fires when a person's time is over; Infinity if it may never ring. */
export function rungAgainBy({ to, isInPart }: Done, facts: Facts): number {
  const { story, faulted } = facts;
  const { weather = {}, jitter = 0 } = story;
  const { lateSchedules = 0, lateTimers = 0, machineClocks = 0, eventClock = 0, indexLag = 0 } = weather;
  const late = lateSchedules + lateTimers + 10 * jitter + 2 * machineClocks + eventClock + indexLag;
  return isInPart || isForgotten(facts)
    ? Number.POSITIVE_INFINITY
    : to + takenFor + (rungWithin + (faulted ? againWithin : 0) + late) * 1000;
}

/** Whether the engine may have lost track of what a person has. */
const isForgotten = ({ dead, restoredAt, removedAt }: Facts): boolean =>
  dead !== undefined || restoredAt !== undefined || removedAt !== undefined;

/** What people took, oldest first. */
export const takesIn = ({ done }: Facts): Done[] =>
  done.filter((one) => one.does === 'take' && one.done).toSorted((one, other) => one.from - other.from);

/** Whether a person who takes one of these alarms has the other, too, if it is the same outage. */
export const isWith = ({ player }: Done, other: Change['player'], { done }: Facts): boolean =>
  player === other || mayShareTarget(player, other, done);

/** The moment by which people have to be told of a change, if nobody rings while a person has its outage. */
export function putOff(change: Change, limit: number, facts: Facts): number {
  let by = limit;
  for (const took of takesIn(facts))
    if (silences(took, change, by, facts)) by = Math.max(by, rungAgainBy(took, facts));
  return by;
}

/** Whether a person took a change's outage by `limit`. */
export const wasTaken = (change: Change, limit: number, facts: Facts): boolean =>
  takesIn(facts).some((took) => silences(took, change, limit, facts));

/** A person who takes an outage has all of its alarms, but nothing of the next outage. */
function silences(took: Done, change: Change, limit: number, facts: Facts): boolean {
  const at = change.at.getTime();
  const began = outageOf(change, outagesOf(facts))?.from ?? at;
  return (
    isWith(took, change.player, facts) &&
    // It is taken at some moment during the command, which may hang afterward. Their time counts from the command's beginning.
    took.from <= limit &&
    took.from + takenFor + beforeMilliseconds >= at &&
    took.to >= began - beforeMilliseconds
  );
}
