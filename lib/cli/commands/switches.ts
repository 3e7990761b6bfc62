import { type LogLine, logItem } from '#core/people/switch';
import { transact } from '#core/table/database';
import { switchLogPartition } from '#core/table/keys';
import { allItemsOf } from '#core/table/query-items';
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
  const lines = await allItemsOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :log',
    ExpressionAttributeValues: { ':log': switchLogPartition },
    ScanIndexForward: false,
  });
  return lines.map(logLineOf);
}
