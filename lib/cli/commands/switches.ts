import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type LogLine, logItem } from '#core/people/switch';
import { transact } from '#core/table/database';
import { switchLogPartition } from '#core/table/keys';
import type { Deployed } from './command.ts';

/** Writes a line in the log about something that was switched elsewhere. */
export async function writeLog({ database }: Deployed, entry: LogLine): Promise<void> {
  await transact(database, [logItem(database.table, entry)]);
}

/** A line as it is stored; the first version called the path of a test page `road`. */
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
