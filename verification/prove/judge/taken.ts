import type { Deed } from '../deeds.ts';
import type { Facts } from '../facts.ts';
import { type Done, takenFor } from '../people.ts';

/** Whether a person has the target, or the incident. There is one person in a story, who may run a step by hand on what is taken. */
export const isTaken = (deed: Deed, facts: Facts): boolean =>
  facts.done.some((one) => one.does === 'take' && one.done && isTheirs(deed, one, facts));

function isTheirs(deed: Deed, took: Done, facts: Facts): boolean {
  const { isInPart, incident, from, to } = took;
  const { restoredAt, lockLostBy, story } = facts;
  const before = 2_000 + 2_000 * (story.weather?.machineClocks ?? 0);
  // What was taken while the table was restored may be in either.
  if (to >= deed.begunAt - before || (restoredAt && restoredAt > from)) return false;
  if (incident === deed.incident) return true;
  // A target that another incident holds by then stays with that one.
  if (deed.admittedAt <= to) return false;
  // Locks that somebody else has got can't be kept for whoever takes the incident.
  if (isInPart || lockLostBy?.has(incident ?? '')) return false;
  const theirs = targetsOf(took, facts);
  // Their time counts from when the command began, however long it takes.
  return deed.begunAt < from + takenFor - before && deed.places.some((target) => theirs.includes(target));
}

/** What is kept for whoever takes an incident: the targets it has acted on. */
function targetsOf({ incident, from, to }: Done, { deeds, restoredAt }: Facts): string[] {
  // What it had acted on before the table was restored from yesterday, or was about to, is in no plan any more.
  const isKnown = ({ begunAt }: Deed) => !(restoredAt && begunAt <= restoredAt && restoredAt <= from);
  return deeds
    .filter((one) => one.incident === incident && one.at <= to && isKnown(one))
    .flatMap((one) => one.places);
}
