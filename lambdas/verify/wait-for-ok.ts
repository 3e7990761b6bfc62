import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { attemptOf, type IncidentRecord, mayHaveActed, readIncident } from '../shared/incidents.ts';
import { joinerKey, type Key, waiterKey } from '../shared/keys.ts';
import { endWait, forget, resume } from '../shared/wake.ts';
import type { VerifyInput } from './contract.ts';
import { isOk } from './recovery.ts';
import { type Answered, NotRecovered, type VerifyServices } from './services.ts';

/**
 * Leaves the task token where the recovery handler finds it, then reads `okAt` and the alarm: whichever of the two
 * comes last sees the other, so no wake-up is lost. A step that did nothing has nothing to wait for.
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
  const waiter = waiterKey(incident.alarm.arn, incident.id);
  await leave(waiter, token, record, services);
  if (incident.joined) await leave(joinerKey(incident.joined, incident.id), token, record, services);

  if ((await isOk(incident, services)).recovered) {
    await resume(services.sfn, token);
    await forget(services.database, waiter, token);
    return { summary: 'The alarm is OK' };
  }
  const holder = incident.joined ? await readIncident(services.database, incident.joined) : undefined;
  if (incident.joined && (!holder || holder.incident.verdict)) {
    await endWait(services.sfn, token, `Incident ${incident.joined} has ended`);
  }
  return { summary: 'Waiting for the alarm to be OK' };
}

async function leave(
  key: Key,
  token: string,
  { incident }: IncidentRecord,
  { database }: VerifyServices,
): Promise<void> {
  await database.client.send(
    new PutCommand({
      TableName: database.table,
      Item: { ...key, token, incident: incident.id, expiresAt: incident.expiresAt },
    }),
  );
}
