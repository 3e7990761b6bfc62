import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type IncidentRecord, note } from '#core/incident/incidents';
import { tooLateToWait } from '#core/incident/waiting';
import type { Database } from '#core/table/database';
import { incidentKey } from '#core/table/keys';
import { errorText } from '#core/text';
import type { AdmitServices } from './admit.ts';
import type { AdmitOutput } from './contract.ts';
import { output } from './output.ts';

/**
 * The state change has its incident already. The same execution asking again gets its recorded answer; another one is
 * a duplicate while the first is alive or has its verdict; otherwise the engine failed, and a person is paged.
 */
export async function answerAgain(
  record: IncidentRecord,
  execution: string,
  services: Pick<AdmitServices, 'database' | 'sfn' | 'now'>,
): Promise<AdmitOutput> {
  const { incident } = record;
  if (incident.execution === execution) {
    const waits = incident.answer === 'watch' || incident.answer === 'join';
    const isTooLate = waits && tooLateToWait(incident, services.now()) !== undefined;
    return output(incident.tookOver || isTooLate ? { ...incident, answer: 'page' } : incident);
  }
  const duplicate = output({
    ...incident,
    answer: 'duplicate',
    notActing: `execution ${incident.execution} has this state change's incident ${incident.id}`,
  });
  if (incident.verdict || (await isAlive(services.sfn, incident.execution))) {
    await note(
      services.database,
      incident.id,
      'admit',
      'The same state change was delivered again',
      services.now(),
    );
    return duplicate;
  }
  return (await takeOver(services.database, record, execution)) ? output(takenOver(incident)) : duplicate;
}

const takenOver = (incident: IncidentRecord['incident']) => ({
  ...incident,
  answer: 'page' as const,
  notActing: `the execution that held the incident (${incident.execution}) died before a verdict`,
});

/** An execution that can't be described counts as dead: a page too many rather than none. */
async function isAlive(sfn: SFNClient, execution: string): Promise<boolean> {
  try {
    const answer = await sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
    return answer.status === 'RUNNING';
  } catch (error) {
    console.warn('execution not described', { execution, error: errorText(error) });
    return false;
  }
}

/** Makes this execution the holder, if nobody else has done so and no verdict came in between. */
async function takeOver(database: Database, record: IncidentRecord, execution: string): Promise<boolean> {
  const { notActing } = takenOver(record.incident);
  try {
    await database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: incidentKey(record.incident.id),
        ConditionExpression: 'execution = :first AND attribute_not_exists(verdict)',
        // The answer stays: an incident that took locks has to give them up.
        UpdateExpression: 'SET execution = :second, tookOver = :first, notActing = :notActing',
        ExpressionAttributeValues: {
          ':first': record.incident.execution,
          ':second': execution,
          ':notActing': notActing,
        },
      }),
    );
    return true;
  } catch (error) {
    if ((error as Error)?.name !== 'ConditionalCheckFailedException') throw error;
    return false;
  }
}
