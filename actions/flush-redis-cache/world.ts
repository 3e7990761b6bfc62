import type { ElastiCacheClient, ReplicationGroup } from '@aws-sdk/client-elasticache';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ErrorReply } from '@redis/client';
import { type Built, defineActionWorld, remedyOf, type Stage } from '#testing/world/action-world';
import { awsError, type Commands } from '#testing/world/wire';
import type { World } from '#testing/world/world';
import action, { type Parameters } from './action.ts';
import { flushRedisCache } from './calls.ts';
import type { OpenRedis } from './connection.ts';

/** As in a team's runbook. */
export const example: Parameters = { cache: 'pages', keys: 'page:*' };

const password = 'rehearsed';
/** How many keys match the pattern, and how many others there are. */
const [matching, others] = [3, 9];

interface Scanned {
  readonly MATCH?: string;
  readonly COUNT?: number;
}

interface Cache {
  readonly arn: string;
  readonly group: ReplicationGroup;
  readonly keys: Set<string>;
}

/** A pattern of Redis: `*`, `?`, `[…]`, `\` before a character that means itself. */
function globbed(pattern: string): RegExp {
  const parts = pattern.match(/\\.|\[[^\]]*\]|[\s\S]/g) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '[\\s\\S]*';
    if (part === '?') return '[\\s\\S]';
    if (part.length > 1 && part.startsWith('[')) return part;
    return (part.length > 1 ? part.slice(1) : part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source.join('')}$`);
}

/** A key that a pattern matches. */
const fitting = (pattern: string, number: number): string =>
  pattern
    .replace(/\[\^?([^\]])[^\]]*\]/g, '$1')
    .replace(/\*/g, String(number))
    .replace(/\?/g, 'x');

/** ElastiCache, its nodes and the secrets that open them. */
class Caches {
  readonly #stage: Stage;
  readonly #caches = new Map<string, Cache>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly elasticache: Commands = {
    DescribeReplicationGroups: ({ ReplicationGroupId = '' }: { ReplicationGroupId?: string }) => {
      const cache = this.#caches.get(ReplicationGroupId);
      if (!cache) throw awsError('ReplicationGroupNotFoundFault', `${ReplicationGroupId} not found.`);
      return { ReplicationGroups: [cache.group] };
    },
  };

  readonly secrets: Commands = { GetSecretValue: () => ({ SecretString: password }) };

  put({ cache: name, keys, passwordSecret }: Parameters): void {
    const { partition, region, account } = this.#stage.place;
    const known = this.#caches.get(name);
    const cache: Cache = known ?? {
      arn: `arn:${partition}:elasticache:${region}:${account}:replicationgroup:${name}`,
      group: {
        ReplicationGroupId: name,
        Status: 'available',
        AuthTokenEnabled: passwordSecret !== undefined,
        NodeGroups: [{ PrimaryEndpoint: { Address: name, Port: 6379 } }],
      },
      keys: new Set(Array.from({ length: others }, (_, index) => `other:${index}`)),
    };
    this.#caches.set(name, cache);
    for (let number = 0; number < matching; number++) {
      cache.keys.add(keys === 'all' ? `entry:${number}` : fitting(keys, number));
    }
  }

  /** Stands in for a connection: the same methods as far as the action uses them, each a call on the wire. */
  readonly open = (({ host }) => {
    const cache = this.#caches.get(host);
    if (!cache) throw new Error(`The rehearsal has no Redis at ${host}`);
    return connection(this.#stage.world, cache, () => this.#stage.effect(cache.arn, 0));
  }) as OpenRedis;
}

function connection(world: World, { keys }: Cache, changed: () => void): ReturnType<OpenRedis> {
  const call = <T>(command: string, input: object, work: () => T) =>
    world.wire.call('redis', command, input, work) as Promise<T>;
  const scan = (cursor: string, { MATCH, COUNT = 10 }: Scanned, asBytes: boolean) =>
    call('SCAN', { cursor, MATCH }, () => {
      const pattern = globbed(MATCH ?? '*');
      const next = Number(cursor) + COUNT;
      const found = [...keys].slice(Number(cursor), next).filter((key) => pattern.test(key));
      const end = next >= keys.size ? '0' : String(next);
      return asBytes
        ? { cursor: Buffer.from(end), keys: found.map((key) => Buffer.from(key)) }
        : { cursor: end, keys: found };
    });
  const redis = {
    on: () => redis,
    connect: () => call('connect', {}, () => redis),
    destroy: () => {},
    info: () =>
      call('INFO', {}, () =>
        ['role:master', 'master_replid:1', 'used_memory_human:1.00M', `db0:keys=${keys.size}`].join('\r\n'),
      ),
    scan: (cursor: string, options: Scanned) => scan(cursor, options, false),
    withTypeMapping: () => ({
      scan: (cursor: Buffer | string, options: Scanned) => scan(cursor.toString(), options, true),
    }),
    ping: () => call('PING', {}, () => 'PONG'),
    unlink: (key: Buffer) =>
      call('UNLINK', { key: key.toString() }, () => {
        const removed = keys.delete(key.toString());
        if (removed) changed();
        return Number(removed);
      }),
    flushAll: () =>
      call('FLUSHALL', {}, () => {
        keys.clear();
        changed();
        return 'OK';
      }),
  };
  return redis as unknown as ReturnType<OpenRedis>;
}

export default defineActionWorld<Parameters>({
  action,
  changes: ['redis.UNLINK', 'redis.FLUSHALL'],
  impossible: { throttle: 'Redis does not throttle; a slow one is a timeout.' },
  denied: () => new ErrorReply("NOPERM this user has no permissions to run the 'unlink' command"),
  build: (stage): Built<Parameters> => {
    const caches = new Caches(stage);
    const { world } = stage;
    const handler = flushRedisCache({
      elasticache: world.client<ElastiCacheClient>('elasticache', { commands: caches.elasticache }),
      secrets: world.client<SecretsManagerClient>('secrets-manager', { commands: caches.secrets }),
      open: caches.open,
    });
    return {
      remedy: remedyOf(action, handler),
      provide: (parameters) => caches.put(parameters),
    };
  },
});
