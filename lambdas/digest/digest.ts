import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { incidentsBetween } from '#core/incident/history';
import { leasesInForce } from '#core/lease/in-force';
import type { Page } from '#core/page/message';
import type { Database } from '#core/table/database';
import { digestPartition, digestSentKey, digestUntilKey, type Key } from '#core/table/keys';
import { allItemsOf } from '#core/table/query-items';
import { errorText } from '#core/text';
import { epochSeconds, plusSeconds } from '#core/time';
import type { DigestInput } from './contract.ts';
import { digestText } from './text.ts';

export interface DigestServices {
  readonly database: Database;
  readonly environment: string;
  /** The path of notices, which leads to the owner's own channels. */
  readonly notice: (page: Page) => Promise<void>;
}

const day = 86_400;
/** How far back a digest goes after missed ones, in seconds. */
const longest = 7 * day;
/**
 * How long before its own moment a digest ends, in seconds. An incident is found by when its alarm fired, and its record is there
 * only later: after Admit's retries, or the reconciler's five minutes, and once the index shows it.
 */
const untilListed = 600;
/** How long sent digests are remembered, in seconds. */
const keep = 60 * day;

/**
 * Tells each owner what happened since the last digest, and which of their temporary changes are in force. An owner without
 * either gets nothing: people stop reading empty messages, and the engine's own alarms watch whether it is alive. A repeat
 * tells only owners who were not told.
 * @throws AggregateError naming each owner who could not be told
 */
export async function digest(
  { scheduledFor }: DigestInput,
  services: DigestServices,
): Promise<{ told: number }> {
  const { database, environment } = services;
  const to = plusSeconds(scheduledFor, -untilListed);
  const { until = plusSeconds(to, -day), sent } = await remembered(database);
  if (until >= to) return { told: 0 };
  const earliest = plusSeconds(to, -longest);
  const from = until > earliest ? until : earliest;
  const [incidents, leases] = await Promise.all([
    incidentsBetween(database, from, to),
    leasesInForce(database),
  ]);
  const incidentsOf = Map.groupBy(incidents, ({ listed }) => listed.owner);
  const leasesOf = Map.groupBy(leases, ({ owner }) => owner);
  const owners = [...new Set([...incidentsOf.keys(), ...leasesOf.keys()])];
  const due = owners.filter((owner) => (sent.get(owner) ?? '') < to);
  const results = await Promise.allSettled(
    due.map(async (owner) => {
      const told = sent.get(owner) ?? from;
      const own = told > from ? told : from;
      const its = {
        incidents: (incidentsOf.get(owner) ?? []).filter(({ since }) => since >= own),
        leases: leasesOf.get(owner) ?? [],
      };
      await services.notice(digestText({ environment, owner, from: own, to }, its));
      await remember(database, digestSentKey(owner), to);
    }),
  );
  const failures = results.flatMap((result, index) =>
    result.status === 'rejected' ? [new Error(`${due[index]}: ${errorText(result.reason)}`)] : [],
  );
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} owners have no digest`);
  await remember(database, digestUntilKey, to);
  return { told: due.length };
}

interface Remembered {
  /** ISO 8601, UTC: the end of the last digest that every owner has. */
  readonly until?: string;
  /** By owner, the end of the last digest. */
  readonly sent: ReadonlyMap<string, string>;
}

async function remembered(database: Database): Promise<Remembered> {
  const items = (await allItemsOf(database, {
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': digestPartition },
  })) as unknown as (Key & { readonly until: string })[];
  const until = items.find(({ sk }) => sk === digestUntilKey.sk)?.until;
  const prefix = digestSentKey('').sk;
  const sent = items.flatMap(({ sk, until: to }) =>
    sk.startsWith(prefix) ? [[sk.slice(prefix.length), to] as const] : [],
  );
  return { ...(until ? { until } : {}), sent: new Map(sent) };
}

const remember = (database: Database, key: Key, until: string) =>
  database.client.send(
    new PutCommand({
      TableName: database.table,
      Item: { ...key, until, expiresAt: epochSeconds(until) + keep },
    }),
  );
