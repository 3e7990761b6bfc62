import { contractVersion } from '../aws/contract.ts';
import { watchItems, watchLater } from '../incident/drilled.ts';
import type { LockOn } from '../incident/locks.ts';
import type { Incident } from '../incident/records.ts';
import { beginOutage, type Held, holdOutage, type Outage, outageOf, readOutage } from '../outage/outage.ts';
import type { StartUpdate } from '../page/start-resolve.ts';
import { type Database, type TransactionOutcome, transactPatiently } from '../table/database.ts';
import { errorText } from '../text.ts';
import { clockTime } from '../time.ts';
import { type Change, Refusal } from './change.ts';

/** The person who has an incident now, and until when. */
export interface Holder {
  readonly by: string;
  readonly until: string;
}

/** The person who has an incident: its outage, or at least one of its targets. Undefined if the time is over. */
export function holderOf(
  incident: Pick<Incident, 'id'>,
  outage: Outage | undefined,
  locks: readonly LockOn[],
  at: string,
): Holder | undefined {
  const { heldBy, heldUntil = '' } = outage ?? {};
  if (heldBy && heldUntil > at) return { by: heldBy, until: heldUntil };
  const kept = locks.find(({ holder, leaseUntil }) => holder === incident.id && leaseUntil > at);
  return kept?.keptBy ? { by: kept.keptBy, until: kept.leaseUntil } : undefined;
}

/**
 * The writes that give a person the outage of an incident, before or after its page: the one that lasts, or a new one that
 * begins here. A new one begins even if the verdict began none, because the incident was stopped in the console or only listed
 * in the page of a mass failure. No writes if the page's outage is over. A drill's incident has no outage: the look at its alarm
 * once the drill is over waits for the person.
 */
export async function holding(database: Database, incident: Incident, { by, at }: Change, until: string) {
  const { drill, id, verdict } = incident;
  if (drill)
    return verdict
      ? [watchLater(database, id, drill, until)]
      : watchItems(database, incident, 'escalated', until);
  const held: Held = { heldBy: by, heldUntil: until };
  const outage = await outageOf(database, incident);
  if (outage) return holdOutage(database, incident, outage, at, held);
  const ended = incident.verdict && (await readOutage(database, incident.partOf ?? incident.id));
  return ended ? [] : beginOutage(database, incident, at, undefined, held);
}

/**
 * Gives an outage to a person if the incident already has its verdict.
 * @returns whether it rings nobody until then; false if the outage is over
 * @throws Refusal if other writers were in the way each time
 */
export async function hold(
  database: Database,
  incident: Incident,
  change: Change,
  until: string,
): Promise<boolean> {
  const items = await holding(database, incident, change, until);
  if (items.length === 0) return false;
  const outcome = await transactPatiently(database, items);
  refuseIfBusy(outcome, incident);
  return outcome.written;
}

/** @throws Refusal if other writers were in the way each time */
export function refuseIfBusy(outcome: TransactionOutcome, { id }: Pick<Incident, 'id'>): void {
  if (!outcome.written && outcome.conflict)
    throw new Refusal(`Incident ${id} was just being changed. Try again.`);
}

/**
 * Tells the channels who has the incident, so that a pager stops calling others.
 * @returns what could not be done, as a sentence
 */
export async function sayWhoHasIt(
  startUpdate: StartUpdate,
  incident: Incident,
  { by, at }: Change,
  until: string,
): Promise<string[]> {
  const text = `${by} has it until ${clockTime(until)}`;
  const update = { incident: incident.partOf ?? incident.id, kind: 'acknowledged', at, text } as const;
  try {
    await startUpdate({ contract: contractVersion, update });
    return [];
  } catch (error) {
    return [`The channels were not told that you have it (${errorText(error)}).`];
  }
}
