import { DescribeReplicationGroupsCommand, type ElastiCacheClient } from '@aws-sdk/client-elasticache';
import type { Refusal } from '#core/action/action-handler';
import { refuse } from './refuse.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** What connecting to a replication group takes. */
export interface Cache {
  /** One primary a shard; empty in cluster mode, where only the `configuration` endpoint knows them. */
  readonly primaries: readonly Endpoint[];
  readonly configuration: Endpoint | undefined;
  readonly shards: number;
  readonly tls: boolean;
  readonly needsPassword: boolean;
}

const goneOrNotThereYet = ['creating', 'deleting', 'create-failed'];

/** `host:port`, as in records. */
export const addressOf = ({ host, port }: Endpoint): string => `${host}:${port}`;

/** The replication group of this name, or why it can't be flushed. */
export async function findCache(elasticache: ElastiCacheClient, name: string): Promise<Cache | Refusal> {
  const byName = new DescribeReplicationGroupsCommand({ ReplicationGroupId: name });
  const answer = await elasticache.send(byName).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ReplicationGroupNotFoundFault') return undefined;
    throw error;
  });
  const group = answer?.ReplicationGroups?.[0];
  if (!group) return refuse('no-such-cache', { name });
  // A group that is `modifying` or `snapshotting` can still answer; Redis itself is asked whether it does.
  // https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html (Status)
  if (!group.Status || goneOrNotThereYet.includes(group.Status))
    return refuse('not-available', { name, status: group.Status ?? 'in no known state' });

  const shards = group.NodeGroups ?? [];
  const primaries = shards.flatMap((shard) => endpoint(shard.PrimaryEndpoint));
  const [configuration] = endpoint(group.ConfigurationEndpoint);
  const everyShardNamed = shards.length > 0 && primaries.length === shards.length;
  if (!everyShardNamed && !configuration)
    return refuse('no-endpoint', { name, shards: shards.length - primaries.length });
  return {
    primaries: everyShardNamed ? primaries : [],
    configuration,
    shards: shards.length,
    // In mode `preferred`, a step of a migration to TLS, the cache takes plain connections too.
    tls: group.TransitEncryptionEnabled === true && group.TransitEncryptionMode !== 'preferred',
    // The default user of a user group may need no password: Redis says NOAUTH if it does.
    needsPassword: group.AuthTokenEnabled === true,
  };
}

const endpoint = (
  found: { Address?: string | undefined; Port?: number | undefined } | undefined,
): Endpoint[] => (found?.Address && found.Port ? [{ host: found.Address, port: found.Port }] : []);
