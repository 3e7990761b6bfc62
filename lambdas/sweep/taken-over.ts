import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { closeIncident } from '#core/incident/close';
import type { IncidentRecord } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { wakeJoiners } from '#core/incident/wake';
import { disarmDeadline } from '#core/page/deadline';
import { because } from '#core/reasons/reason';
import { errorText } from '#core/text';
import type { SweepServices } from './sweep.ts';

/**
 * Whether a person stopped an execution. Only StopExecution aborts one: the console's Stop, or a script. But the deletion of a
 * state machine also stops what still runs, which would leave an alarm to nobody. So it counts only while the state machine
 * exists and is not being deleted; if that is not known, it does not count.
 */
export async function stoppedByPerson(
  { status, executionArn }: { readonly status: string; readonly executionArn: string },
  sfn: SFNClient,
): Promise<boolean> {
  if (status !== 'ABORTED') return false;
  const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, '');
  try {
    const machine = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return machine.status === 'ACTIVE';
  } catch (error) {
    console.warn('state machine not described', { stateMachineArn, error: errorText(error) });
    return false;
  }
}

/** The person who pressed Stop is working on it, so nobody is paged. The verdict releases the locks. */
export async function takeOver(record: IncidentRecord, services: SweepServices): Promise<void> {
  const ground = because('stopped-in-console');
  const takenOver = { by: 'a person in the console' };
  const { incident } = await closeIncident(
    services.database,
    record,
    { verdict: 'escalated', ground, stage: 'sweep', takenOver },
    services.now(),
  );
  // If another stage's verdict was first, people may still have to be told.
  if (incident.takenOver) await standDown(incident, services);
}

/** What follows the verdict of an incident that was taken over. A repeat changes nothing. */
export async function standDown(incident: Incident, services: SweepServices): Promise<void> {
  const { database, sfn, deadlines } = services;
  await disarmDeadline(deadlines, incident.id);
  await wakeJoiners(database, sfn, incident);
}
