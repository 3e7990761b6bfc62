import type { SFNClient } from '@aws-sdk/client-sfn';
import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Progress } from '#core/action/action-handler';
import { type EndedBy, readWorkEnded } from '#core/action/work-kinds';
import type { WorkEnded } from '#core/incident/findings';
import { attemptOf, note, readIncident } from '#core/incident/incidents';
import type { Attempt, Incident } from '#core/incident/records';
import { endWait, forget, waiterAt } from '#core/incident/wake';
import type { Database } from '#core/table/database';
import { attemptKey, waiterKey, workEndedKey, workPartition } from '#core/table/keys';
import { errorText, line } from '#core/text';
import { epochSeconds, iso } from '#core/time';
import type { Remediation } from './run-action.ts';

export interface WorkServices {
  readonly database: Database;
  readonly sfn: SFNClient;
  readonly now: () => Date;
}

/** How many characters of the work's output are recorded. */
const keptCharacters = 500;

/** How long the end of work is kept, in seconds. Its step goes on record while the step's Lambda runs. */
const keptSeconds = 86_400;

/**
 * Handles the event that work has ended: writes the end first, then looks for the step. The step writes its start first, then
 * looks for the end (rule 7). The event only says when to look: the work's result is read from AWS.
 * @throws Error if something could not be written, read or woken; Lambda then delivers the event twice more
 */
export async function workEnded<Parameters extends object, Seen>(
  remediation: Remediation<Parameters, Seen>,
  event: unknown,
  services: WorkServices,
): Promise<{ ended: boolean }> {
  const { work } = remediation.action;
  const ended = work && readWorkEnded(work.kind, event);
  if (!ended) throw new Error(`Expected the event that ${work?.kind ?? 'work'} has ended`);
  const { database, now } = services;
  const expiresAt = epochSeconds(now()) + keptSeconds;
  const item = { ...workEndedKey(ended.work), ...ended, expiresAt };
  await database.client.send(new PutCommand({ TableName: database.table, Item: item }));
  return { ended: await takeNote(remediation, ended.work, services) };
}

/**
 * If both the work's end and its step are on record: writes the result to the step's record, and ends its wait if the work
 * failed. A repeat changes nothing.
 * @returns whether both were on record
 */
export async function takeNote<Parameters extends object, Seen>(
  remediation: Remediation<Parameters, Seen>,
  work: string,
  services: WorkServices,
): Promise<boolean> {
  const { database } = services;
  const { Items = [] } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': workPartition(work) },
    }),
  );
  const begun = Items.find(({ sk }) => sk === 'STEP') as { incident: string; step: number } | undefined;
  const ended = Items.find(({ sk }) => sk === 'ENDED') as EndedBy | undefined;
  const record = begun && ended && (await readIncident(database, begun.incident));
  const attempt = record && attemptOf(record, begun.step);
  if (!record || attempt?.work !== work || attempt.action !== remediation.action.id) return false;
  const end = attempt.workEnded ?? (await recordEnd(remediation, ended, record.incident, attempt, services));
  if (end.state === 'failed') await endItsWait(record.incident, attempt, end, services);
  return true;
}

async function recordEnd<Parameters extends object, Seen>(
  { action, handler }: Remediation<Parameters, Seen>,
  ended: EndedBy,
  incident: Incident,
  attempt: Attempt,
  { database, now }: WorkServices,
): Promise<WorkEnded> {
  const parameters = action.parameters.parse(incident.plan[attempt.step - 1]?.parameters);
  const found = await whatBecame(() => handler.progress?.(ended.work, parameters), ended);
  const end = { state: found.state, said: line(found.said, keptCharacters), at: iso(now()) };
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: attemptKey(incident.id, attempt.step),
      ConditionExpression: 'attribute_exists(pk)',
      UpdateExpression: 'SET workEnded = if_not_exists(workEnded, :end)',
      ExpressionAttributeValues: { ':end': end },
    }),
  );
  const text = `${attempt.step}. ${attempt.title}: its work has ${end.state} (${end.said})`;
  await note(database, incident.id, 'remediate', text, now());
  return end;
}

/**
 * AWS's description of the work, which lags behind the event ("eventually consistent"). While it says that the work still runs,
 * or can't be read, the event counts.
 */
async function whatBecame(
  read: () => Promise<Progress> | undefined,
  { status, state }: EndedBy,
): Promise<Pick<WorkEnded, 'state' | 'said'>> {
  try {
    const found = await read();
    if (found && found.state !== 'running')
      return { state: found.state, said: `${status}: ${found.said || 'nothing was printed'}` };
    return { state, said: `${status}: nothing more could be read yet` };
  } catch (error) {
    return { state, said: `${status}: what it printed could not be read (${errorText(error)})` };
  }
}

/** Ends the wait of the step whose work has failed, and no other: its alarm is checked, and the next step follows. */
async function endItsWait(
  { id, alarm }: Incident,
  { step, at }: Attempt,
  { said }: WorkEnded,
  { database, sfn }: WorkServices,
): Promise<void> {
  const key = waiterKey(alarm.arn, id);
  const waiter = await waiterAt(database, key);
  if (waiter?.from !== at) return;
  await endWait(sfn, waiter.token, line(`The work of step ${step} has failed: ${said}`));
  await forget(database, key, waiter.token);
}
