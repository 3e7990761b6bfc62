import type { Deed } from '../deeds.ts';
import type { Facts } from '../facts.ts';
import { type Done, takenFor } from '../people.ts';

/**
 * Whether a person has the deed's target or its incident. A story has one person, who may run a step by hand on what they took,
 * so callers leave out steps by hand.
 */
export const isTaken = (deed: Deed, facts: Facts): boolean =>
  facts.done.some((one) => one.does === 'take' && one.done && isTheirs(deed, one, facts));

function isTheirs(deed: Deed, took: Done, facts: Facts): boolean {
  const { isInPart, incident, from, to } = took;
  const { restoredAt, lockLostBy, story } = facts;
  const before = 2_000 + 2_000 * (story.weather?.machineClocks ?? 0);
  // It was not surely taken before the deed began, or the table was restored since the command began and may not show it.
  if (to >= deed.begunAt - before || (restoredAt && restoredAt > from)) return false;
  if (incident === deed.incident) return true;
  // An incident that was admitted before the target was taken keeps it.
  if (deed.admittedAt <= to) return false;
  // The targets are not kept if the command did only part of its work, or if somebody else got the incident's locks.
  if (isInPart || lockLostBy?.has(incident ?? '')) return false;
  const theirs = targetsOf(took, facts);
  // Their time counts from when the command began, however long it takes.
  return deed.begunAt < from + takenFor - before && deed.places.some((target) => theirs.includes(target));
}

/** The targets that are kept for a person who takes an incident: those it has acted on. */
function targetsOf({ incident, from, to }: Done, { deeds, restoredAt }: Facts): string[] {
  // What it acted on, or was about to act on, before the table was restored from yesterday is no longer in any plan.
  const isKnown = ({ begunAt }: Deed) => !(restoredAt && begunAt <= restoredAt && restoredAt <= from);
  return deeds
    .filter((one) => one.incident === incident && one.at <= to && isKnown(one))
    .flatMap((one) => one.places);
}
