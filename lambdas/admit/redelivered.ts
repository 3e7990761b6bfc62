import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { heldBack, withReason } from '#core/incident/held-back';
import { type IncidentRecord, note } from '#core/incident/incidents';
import type { Incident } from '#core/incident/records';
import { storedNames } from '#core/incident/stored';
import { tooLateToWait } from '#core/incident/waiting';
import { because } from '#core/reasons/reason';
import { type Database, ifItHolds } from '#core/table/database';
import { incidentKey } from '#core/table/keys';
import { errorText } from '#core/text';
import { iso, secondsBetween } from '#core/time';
import type { AdmitServices } from './admit.ts';
import type { AdmitOutput } from './contract.ts';
import { output } from './output.ts';

/**
 * The state change already has its incident. The same execution gets its recorded answer again. Another execution is a
 * duplicate while the first is alive or has its verdict; otherwise the engine failed, and a person is paged.
 */
export async function answerAgain(
  record: IncidentRecord,
  execution: string,
  services: Pick<AdmitServices, 'database' | 'sfn' | 'now'>,
): Promise<AdmitOutput> {
  const { incident } = record;
  if (incident.execution === execution) {
    const waits = incident.answer === 'watch' || incident.answer === 'join';
    const isTooLate = waits && tooLateToWait(incident, services.now());
    return output(incident.deadExecution || isTooLate ? { ...incident, answer: 'page' } : incident);
  }
  const has = because('duplicate-of', { execution: incident.execution, incident: incident.id });
  const duplicate = output({ ...withReason(incident, has), answer: 'duplicate' });
  if (incident.verdict || (await isAlive(incident, services))) {
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

const takenOver = (incident: IncidentRecord['incident']) =>
  heldBack(incident, because('holder-died', { execution: incident.execution }));

/**
 * How long an execution may be unknown to DescribeExecution, in seconds. It is "eventually consistent" and "may not reflect very
 * recent updates and changes"; no document says how recent.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
 */
const describedAfterSeconds = 30;

/**
 * An execution that can't be described counts as dead: a page too many is better than none. The exception is one that is not
 * known yet: it has just opened the incident, so its deadline is armed.
 */
async function isAlive(
  { execution, openedAt }: Incident,
  { sfn, now }: Pick<AdmitServices, 'sfn' | 'now'>,
): Promise<boolean> {
  try {
    const answer = await sfn.send(new DescribeExecutionCommand({ executionArn: execution }));
    return answer.status === 'RUNNING';
  } catch (error) {
    const isUnknown = (error as Error)?.name === 'ExecutionDoesNotExist';
    if (isUnknown && secondsBetween(openedAt, iso(now())) < describedAfterSeconds) return true;
    console.warn('execution not described', { execution, error: errorText(error) });
    return false;
  }
}

/** Makes this execution the holder, if no other has become it and no verdict came in between. */
async function takeOver(database: Database, record: IncidentRecord, execution: string): Promise<boolean> {
  const { notActing, reason, listed } = takenOver(record.incident);
  const written = await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: incidentKey(record.incident.id),
        // A repeat whose first answer was lost finds that it has it already.
        ConditionExpression:
          '(execution = :first OR (execution = :second AND #dead = :first)) AND attribute_not_exists(verdict)',
        // The answer stays, because an incident that took locks has to release them.
        UpdateExpression:
          'SET execution = :second, #dead = :first, notActing = :notActing, reason = :reason, listed = :listed',
        ExpressionAttributeNames: { '#dead': storedNames.deadExecution },
        ExpressionAttributeValues: {
          ':first': record.incident.execution,
          ':second': execution,
          ':notActing': notActing,
          ':reason': reason,
          ':listed': listed,
        },
      }),
    ),
  );
  return written !== undefined;
}
