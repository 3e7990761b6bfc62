import { contractVersion } from '#core/aws/contract';
import type { Incident } from '#core/incident/records';
import { beginOutage, type Held, holdOutage, type Outage, outageOf } from '#core/outage/outage';
import { type Database, transact } from '#core/table/database';
import { errorText } from '#core/text';
import { clockTime } from '#core/time';
import type { Change, Deployed } from './command.ts';
import type { LockOn } from './incidents.ts';
import { invoke } from './invoke.ts';

/** Who has an incident now, and until when. */
export interface Holder {
  readonly by: string;
  readonly until: string;
}

/** The person who has an incident: its outage, or at least one of its targets. Undefined where their time is over. */
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
 * What makes an outage a person's, before its page or after: the one that is under way, or one that begins with this.
 * Nothing where a page's outage is over.
 */
export async function holding(database: Database, incident: Incident, { by, at }: Change, until: string) {
  const held: Held = { heldBy: by, heldUntil: until };
  const outage = await outageOf(database, incident);
  if (outage) return holdOutage(database, incident, outage, held);
  return incident.verdict ? [] : beginOutage(database, incident, at, undefined, held);
}

/**
 * Makes an outage a person's where the incident has its verdict already.
 * @returns whether it is quiet until then; not where the outage is over
 */
export async function hold(
  database: Database,
  incident: Incident,
  change: Change,
  until: string,
): Promise<boolean> {
  const items = await holding(database, incident, change, until);
  return items.length > 0 && (await transact(database, items)).written;
}

/**
 * Tells the channels who has it, so that a pager stops calling others.
 * @returns what could not be done, as a sentence
 */
export async function sayWhoHasIt(
  deployed: Deployed,
  incident: Incident,
  { by, at }: Change,
  until: string,
): Promise<string[]> {
  const text = `${by} has it until ${clockTime(until)}`;
  const update = { incident: incident.partOf ?? incident.id, kind: 'acknowledged', at, text };
  try {
    await invoke(deployed, deployed.names.function('resolve'), { contract: contractVersion, update });
    return [];
  } catch (error) {
    return [`The channels were not told that you have it (${errorText(error)}).`];
  }
}
