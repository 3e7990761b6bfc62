import { nameOf, readAlarm } from '#core/alarm/alarm';
import { attemptOf, type IncidentRecord, mayHaveActed, readIncident } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { endWait, fixedAt, forget, resume, type Waiter, wakeJoiner } from '#core/incident/wake';
import { type Database, type TransactItem, transactPatiently } from '#core/table/database';
import { incidentKey, joinerKey, type Key, waiterKey } from '#core/table/keys';
import type { VerifyInput } from './contract.ts';
import { isOk } from './recovery.ts';
import { type Answered, NotRecovered, type VerifyServices } from './services.ts';

/**
 * Leaves the task token where the recovery handler finds it, then reads `okAt` and the alarm. The later of the two sees the
 * other, so no wake-up is lost. A step that did nothing does not wait.
 */
export async function waitForOk(
  record: IncidentRecord,
  input: VerifyInput,
  services: VerifyServices,
): Promise<Answered> {
  const { incident } = record;
  const { token } = input;
  if (!token) throw new NotRecovered('There is no task token to wait with');
  const attempt = attemptOf(record, input.step);
  if (input.step > 0 && !(attempt && mayHaveActed(attempt))) {
    throw new NotRecovered(
      `Nothing to wait for: step ${input.step} ${attempt ? 'was refused' : 'never started'}`,
    );
  }
  const needsSeconds = incident.joined ? await secondsNeeded(incident, services) : 0;
  const waiter = waiterKey(incident.alarm.arn, incident.id);
  const places = [waiter, ...(incident.joined ? [joinerKey(incident.joined, incident.id)] : [])];
  const from = attempt?.at ?? incident.since;
  if (!(await leave(places, { token, from, needsSeconds }, input.step, record, services))) {
    throw new NotRecovered('The incident has ended or gone on to another step meanwhile');
  }

  if ((await isOk(incident, services)).recovered) {
    await resume(services.sfn, token);
    await forget(services.database, waiter, token);
    return { summary: 'The alarm is OK' };
  }
  if (attempt?.work && (await hasFailed(incident.id, input.step, services))) {
    await endWait(services.sfn, token, 'The work has failed');
    await forget(services.database, waiter, token);
    return { summary: 'The work of the step has failed' };
  }
  const holder = incident.joined ? await readIncident(services.database, incident.joined) : undefined;
  if (incident.joined && (!holder || holder.incident.verdict)) {
    const joiner = { ...joinerKey(incident.joined, incident.id), token, incident: incident.id, needsSeconds };
    await wakeJoiner(
      services.database,
      services.sfn,
      joiner,
      incident.joined,
      holder && fixedAt(holder.incident),
    );
  }
  return { summary: 'Waiting for the alarm to be OK' };
}

/** Read after the token was left: the stage that reports failed work writes first, and then looks for the token. */
async function hasFailed(incident: string, step: number, { database }: VerifyServices): Promise<boolean> {
  const record = await readIncident(database, incident);
  return record !== undefined && attemptOf(record, step)?.workEnded?.state === 'failed';
}

/** Used if an alarm's evaluation is not known, as for a composite alarm, in seconds. */
const usualSecondsNeeded = 300;

/** How long the alarm needs to show that a fix helped. */
async function secondsNeeded(incident: Incident, { cloudwatch }: VerifyServices): Promise<number> {
  const alarm = await readAlarm(cloudwatch, nameOf(incident.alarm));
  return 'timing' in alarm && alarm.timing ? alarm.timing.secondsToRecover : usualSecondsNeeded;
}

/**
 * Leaves the token at each of these keys, but only while the incident is open and at this step. A worker that slept must not
 * leave a token that nobody deletes, or overwrite a later step's token.
 * @returns whether it was left
 */
async function leave(
  places: readonly Key[],
  waiting: Pick<Waiter, 'token' | 'from' | 'needsSeconds'>,
  step: number,
  { incident }: IncidentRecord,
  { database }: VerifyServices,
): Promise<boolean> {
  const items: TransactItem[] = places.map((key) => ({
    Put: {
      TableName: database.table,
      Item: { ...key, ...waiting, incident: incident.id, expiresAt: incident.expiresAt },
    },
  }));
  const outcome = await transactPatiently(database, [stillWaiting(database, incident, step), ...items]);
  return outcome.written;
}

const stillWaiting = ({ table }: Database, { id, execution }: Incident, step: number): TransactItem => ({
  ConditionCheck: {
    TableName: table,
    Key: incidentKey(id),
    ConditionExpression: 'attribute_not_exists(verdict) AND execution = :execution AND step = :step',
    ExpressionAttributeValues: { ':execution': execution, ':step': step },
  },
});
