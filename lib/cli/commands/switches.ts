import { randomBytes } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { keepIncidentsDays } from '#core/incident/incidents';
import type { Mode } from '#core/runbook/runbook';
import { type TransactItem, transact, transactPatiently } from '#core/table/database';
import { modeKey, stopAllKey, switchLogKey, switchLogPartition } from '#core/table/keys';
import { epochSeconds } from '#core/time';
import { CommandError } from '../command-line.ts';
import type { Change, Deployed } from './command.ts';

/** What was switched. */
export type Switched =
  | {
      readonly what: 'mode';
      readonly runbook: string;
      readonly mode: Mode;
      /** ISO 8601, UTC: it counts until then. @default - until it is taken back */
      readonly until?: string;
    }
  | { readonly what: 'mode cleared'; readonly runbook: string }
  | { readonly what: 'stop-all' | 'resume' }
  | { readonly what: 'test page acknowledged'; readonly path: string }
  | { readonly what: 'breaker closed'; readonly runbook: string; readonly target: string }
  | {
      readonly what: 'lease restored';
      readonly lease: string;
      readonly subject: string;
      readonly outcome: string;
    }
  | {
      readonly what: 'lease extended';
      readonly lease: string;
      readonly subject: string;
      readonly until: string;
    }
  | {
      readonly what: 'hard-stop' | 'hard-stop lifted';
      /** By function, the concurrency that was reserved before; `null` where none was. */
      readonly before: Readonly<Record<string, number | null>>;
    };

/** What stands in the partition of the switches itself. */
type ModeSwitched = Extract<Switched, { readonly what: 'mode' | 'mode cleared' | 'stop-all' | 'resume' }>;

/** A line of the switch log: what, who, why and when. */
export type LogLine = Change & Switched;

/** Every runbook, in the key of a mode. */
export const everyRunbook = '*';

/** Switches and writes the line in the log, both or neither. */
export async function writeSwitch(
  { database }: Deployed,
  change: Change,
  switched: ModeSwitched,
): Promise<void> {
  const { table } = database;
  const outcome = await transactPatiently(database, [
    switchItem(table, change, switched),
    logItem(table, { ...change, ...switched }),
  ]);
  if (!outcome.written)
    throw new CommandError('Nothing was changed: someone else is changing the same switch. Try again.', 1);
}

function switchItem(TableName: string, change: Change, switched: ModeSwitched): TransactItem {
  switch (switched.what) {
    case 'mode': {
      const { what: _, ...override } = switched;
      return { Put: { TableName, Item: { ...modeKey(override.runbook), ...override, ...change } } };
    }
    case 'mode cleared':
      return { Delete: { TableName, Key: modeKey(switched.runbook) } };
    case 'stop-all':
      return { Put: { TableName, Item: { ...stopAllKey, ...change } } };
    case 'resume':
      return { Delete: { TableName, Key: stopAllKey } };
  }
}

/** Writes a line in the log about something that was switched elsewhere. */
export async function writeLog({ database }: Deployed, entry: LogLine): Promise<void> {
  await transact(database, [logItem(database.table, entry)]);
}

/** A line of the log, to be written together with what it tells of. */
export const logItem = (TableName: string, entry: LogLine): TransactItem => ({
  Put: {
    TableName,
    Item: {
      ...switchLogKey(entry.at, randomBytes(3).toString('hex')),
      ...entry,
      expiresAt: epochSeconds(entry.at) + keepIncidentsDays * 86_400,
    },
  },
});

/** A line as it is stored; the first version called the path of a test page otherwise. */
const logLineOf = ({ road, ...line }: Record<string, unknown>): LogLine =>
  ({ ...line, ...(road ? { path: road } : {}) }) as unknown as LogLine;

/** The switch log, newest first. */
export async function readLog({ database }: Deployed): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await database.client.send(
      new QueryCommand({
        TableName: database.table,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :log',
        ExpressionAttributeValues: { ':log': switchLogPartition },
        ScanIndexForward: false,
        ...(from ? { ExclusiveStartKey: from } : {}),
      }),
    );
    lines.push(...(page.Items ?? []).map(logLineOf));
    from = page.LastEvaluatedKey;
  } while (from);
  return lines;
}
