import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.ts';
import { historyIndex } from './keys.ts';
import type { Incident } from './records.ts';

/** An incident as the index `history` holds it. */
export type Listed = Pick<Incident, 'since' | (typeof historyIndex.attributes)[number]>;

/** Incidents whose alarm fired from `from` on and before `to` (ISO 8601, UTC), oldest first, by the index of all incidents. */
export async function incidentsBetween(database: Database, from: string, to: string): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const month of monthsOf(from, to)) {
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await database.client.send(
        new QueryCommand({
          TableName: database.table,
          IndexName: historyIndex.name,
          KeyConditionExpression: '#month = :month AND #since BETWEEN :from AND :to',
          ExpressionAttributeNames: { '#month': historyIndex.partitionKey, '#since': historyIndex.sortKey },
          ExpressionAttributeValues: { ':month': month, ':from': from, ':to': to },
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      found.push(...((answer.Items ?? []) as Listed[]));
      start = answer.LastEvaluatedKey;
    } while (start);
  }
  return found.filter(({ since }) => since < to);
}

/** `2026-02`, `2026-03`: every month that a span touches. */
function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  const at = new Date(`${from.slice(0, 7)}-01T00:00:00Z`);
  while (at.toISOString().slice(0, 7) <= to.slice(0, 7)) {
    months.push(at.toISOString().slice(0, 7));
    at.setUTCMonth(at.getUTCMonth() + 1);
  }
  return months;
}
