import type { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { tooLate } from '#action/too-late';
import type { ActionContext, ActionHandler, Done, Refusal } from '#core/action/action-handler';
import { errorText } from '#core/text';
import type { Parameters } from './action.ts';
import {
  type Access,
  askEach,
  CannotTalk,
  type Connection,
  type OpenRedis,
  withConnections,
} from './connection.ts';
import { addressOf, type Cache, type Endpoint, findCache } from './discover.ts';
import { type Removal, removeAll, removeMatching, type Standing, standingOf } from './keyspace.ts';
import { readLogin } from './login.ts';
import { assess, plural, type Seen, sum, survey, which } from './survey.ts';

/*
 * The window that remains: between the last INFO and the first UNLINK or FLUSHALL (one round trip) the primary may
 * become a replica. It then refuses writes (READONLY), and what was refused is reported as not removed. Keys written
 * while a pattern is being removed may stay.
 */

export interface Clients {
  readonly elasticache: ElastiCacheClient;
  readonly secrets: SecretsManagerClient;
  /** How a connection to Redis is made. @default - over the network */
  readonly open?: OpenRedis;
}

/** How long a pattern may be scanned for: the Lambda's 120 s less connecting, a last answer and the record. */
const scanningSeconds = 80;

export const flushRedisCache = ({
  elasticache,
  secrets,
  open,
}: Clients): ActionHandler<Parameters, Seen> => ({
  preflight: async (parameters) => {
    const { cache: name, passwordSecret } = parameters;
    const [cache, login] = await Promise.all([
      findCache(elasticache, name),
      readLogin(secrets, passwordSecret),
    ]);
    if ('refused' in cache) return cache;
    if (login && 'refused' in login) return login;
    if (cache.needsPassword && !login)
      return { refused: `replication group ${name} asks for a password, and the step has no passwordSecret` };
    const access: Access = { tls: cache.tls, login, secret: passwordSecret, open };
    return orRefusal(async () => {
      const primaries = await primariesOf(name, cache, access);
      const surveys = await withConnections(primaries, access, (connections) =>
        askEach(connections, access, (redis, endpoint) => survey(redis, endpoint, parameters.keys)),
      );
      return assess(parameters, cache.tls, surveys);
    });
  },

  act: async (parameters, seen, context) => {
    // Before anything is sent to the cache: whatever goes wrong here has changed nothing.
    const login = await readLogin(secrets, parameters.passwordSecret).catch((error: unknown) => ({
      refused: `looking before acting failed (${errorText(error)})`,
    }));
    if (login && 'refused' in login) return login;
    const access: Access = { tls: seen.tls, login, secret: parameters.passwordSecret, open };
    return orRefusal(() =>
      withConnections(seen.primaries, access, async (connections) => {
        const standings = await askEach(connections, access, standingOf);
        const changed = seen.primaries.find(
          (primary, index) =>
            standings[index]?.role !== 'master' || standings[index].replicationId !== primary.replicationId,
        );
        if (changed)
          return {
            refused: `${addressOf(changed)} is no longer the primary that was looked at (failover or restart)`,
          };
        return tooLate(context) ?? remove(parameters, connections, standings, context);
      }),
    );
  },
});

/** Where the primaries are. In cluster mode Redis is asked, since it knows who is primary now. */
async function primariesOf(name: string, cache: Cache, access: Access): Promise<readonly Endpoint[]> {
  const { configuration } = cache;
  if (cache.primaries.length > 0 || !configuration) return cache.primaries;
  const slots = await withConnections([configuration], access, async (connections) =>
    (await askEach(connections, access, (redis) => redis.clusterSlots())).flat(),
  );
  // A node that does not know its own address yet leaves it empty: it is the one that was asked.
  const primaries = slots.map(({ master }) => ({
    host: master.host || configuration.host,
    port: master.port,
  }));
  const distinct = new Map(primaries.map((primary) => [addressOf(primary), primary]));
  if (distinct.size < cache.shards)
    throw new CannotTalk(`only ${distinct.size} of the ${cache.shards} shards of ${name} have a primary`);
  return [...distinct.values()];
}

async function remove(
  { cache: name, keys }: Parameters,
  connections: readonly Connection[],
  standings: readonly Standing[],
  context: ActionContext,
): Promise<Done | Refusal> {
  const { now } = context;
  const until = now().getTime() + scanningSeconds * 1000;
  const removals: Removal[] = await Promise.all(
    connections.map(({ redis }, index) =>
      keys === 'all'
        ? removeAll(redis, standings[index]?.keys ?? 0)
        : removeMatching(redis, keys, {
            timeIsUp: () => now().getTime() >= until,
            tooLate: () => tooLate(context) !== undefined,
          }),
    ),
  );
  const removed = sum(removals.map((removal) => removal.removed));
  const complete = removals.every((removal) => removal.complete);
  const troubles = connections.flatMap(({ endpoint }, index) =>
    removals[index]?.trouble === undefined ? [] : `${addressOf(endpoint)}: ${removals[index].trouble}`,
  );
  if (removed === 0 && troubles.length === connections.length && !removals.some(({ unsure }) => unsure))
    return { refused: `${name} refused to remove anything (${troubles.join('; ')})` };
  if (removed === 0 && troubles.length === connections.length)
    throw new Error(
      `Nothing is known to be removed from ${name}: ${troubles.join('; ')}. Look at the cache itself.`,
    );
  return {
    did:
      `Removed ${plural(removed, 'key', 'keys')} from ${name} (${which(keys)})` +
      `${complete ? '' : `, but not everything: ${troubles.join('; ')}`}.`,
    after: { removed, complete, notRemoved: troubles },
  };
}

async function orRefusal<Result>(work: () => Promise<Result>): Promise<Result | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CannotTalk) return { refused: error.message };
    throw error;
  }
}
