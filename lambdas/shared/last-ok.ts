import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.ts';
import { alarmKey } from './keys.ts';

/** Reads `okAt` consistently: the recovery handler writes it before it looks for anybody to wake. */
export async function lastOk(database: Database, alarmArn: string): Promise<string | undefined> {
  const answer = await database.client.send(
    new GetCommand({ TableName: database.table, Key: alarmKey(alarmArn), ConsistentRead: true }),
  );
  return answer.Item?.okAt as string | undefined;
}
