import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type IncidentRecord, lastActed, markTold, readIncident } from '#core/incident/incidents';
import { told } from '#core/incident/outcomes';
import type { Incident } from '#core/incident/records';
import { type Waiter, waitersIn } from '#core/incident/wake';
import { publish } from '#core/page/publish';
import { noticeText } from '#core/page/text';
import type { Database } from '#core/table/database';
import { incidentKey, incidentPartition, joinerPrefix } from '#core/table/keys';
import { errorText } from '#core/text';
import { secondsBetween } from '#core/time';
import type { VerifyServices } from './services.ts';

/** So many alarms are named beside the first: more than anyone reads over a coffee. */
const namedAtMost = 40;

/** A fix as a notice tells of it. */
interface Fix {
  /** The incident whose step acted. */
  readonly holder: string;
  /** That step, from 1. */
  readonly step: number;
  /** Ids of incidents that a notice of it has named. */
  readonly told: readonly string[];
  /** Those of the same owner that wait for it and were not named yet. */
  readonly waiting: ReadonlyArray<{ readonly id: string; readonly alarm: string }>;
}

/**
 * Tells the owner of a recovery, once for a fix: the notice of the first alarm that recovers names the others that wait for the same
 * fix. Each of those is paged if it does not recover, so that no notice of its own is needed if it does. Recorded after the notice was
 * accepted: whatever fails in between, there is one notice more.
 * @param joiners who waits for this incident's own fix
 * @throws whatever sending throws; the state machine tries again
 */
export async function tellOfFix(
  record: IncidentRecord,
  joiners: readonly Waiter[],
  services: VerifyServices,
): Promise<void> {
  const { incident } = record;
  const { database, now } = services;
  const verdict = incident.verdict ?? 'duplicate';
  if (incident.toldAt || verdict === 'duplicate' || told(incident, verdict) !== 'notice') return;
  const fix = verdict === 'healed' ? await fixOf(record, joiners, database) : undefined;
  if (!fix?.told.includes(incident.id)) {
    const seconds = secondsBetween(incident.since, incident.verdictAt ?? now());
    const beside = fix?.waiting.map(({ alarm }) => alarm) ?? [];
    const notice = noticeText(record, `${verdict}, ${incident.summary}`, seconds, { beside });
    await publish(services.sns, services.noticeTopicArn, notice);
    if (fix && beside.length > 0) await rememberTold(fix, database);
  }
  await markTold(database, incident.id, now());
}

/** Not to know what waits for the same fix speaks for a notice of its own. */
async function fixOf(
  record: IncidentRecord,
  joiners: readonly Waiter[],
  database: Database,
): Promise<Fix | undefined> {
  const { incident } = record;
  const { id, joined } = incident;
  if (!joined) return fixIn(record, joiners, incident);
  try {
    const [holder, waiters] = await Promise.all([
      readIncident(database, joined),
      waitersIn(database, incidentPartition(joined), joinerPrefix),
    ]);
    return holder && fixIn(holder, waiters, incident);
  } catch (error) {
    console.warn('not known what shares the fix', { incident: id, error: errorText(error) });
    return undefined;
  }
}

/** @param waiters those of another owner, or left there by another version, have notices of their own */
function fixIn(record: IncidentRecord, waiters: readonly Waiter[], { id, runbook }: Incident): Fix {
  const { incident: holder } = record;
  const step = lastActed(record)?.step ?? 0;
  // What a later step has healed is another fix.
  const told = holder.toldOfFix?.step === step ? holder.toldOfFix.incidents : [];
  const isOpen = !holder.verdict && holder.runbook.owner === runbook.owner;
  const waiting = [
    ...(isOpen ? [{ id: holder.id, alarm: holder.alarm.name }] : []),
    ...waiters.flatMap(({ incident, of }) =>
      of?.owner === runbook.owner ? [{ id: incident, alarm: of.alarm }] : [],
    ),
  ].filter((one) => one.id !== id && !told.includes(one.id));
  return { holder: holder.id, step, told, waiting: waiting.slice(0, namedAtMost) };
}

/** Best effort: where it is not on record, they send notices of their own. */
async function rememberTold(
  { holder, step, told, waiting }: Fix,
  { client, table }: Database,
): Promise<void> {
  const toldOfFix = { step, incidents: [...told, ...waiting.map(({ id }) => id)] };
  await client
    .send(
      new UpdateCommand({
        TableName: table,
        Key: incidentKey(holder),
        ConditionExpression: 'attribute_exists(pk)',
        UpdateExpression: 'SET toldOfFix = :fix',
        ExpressionAttributeValues: { ':fix': toldOfFix },
      }),
    )
    .catch((error: unknown) =>
      console.warn('not on record whom a notice names', { holder, error: errorText(error) }),
    );
}
