import { createClient, ErrorReply } from '@redis/client';
import type { Refusal } from '#core/action/action-handler';
import { variables } from '#core/aws/variables';
import { addressOf, type Endpoint } from './discover.ts';
import type { Login } from './login.ts';
import { refuse } from './refuse.ts';

const connectTimeoutMs = 3_000;
/** The longest silence while an answer is due. */
const answerTimeoutMs = 5_000;

/** How to connect, the same for every node of a cache. */
export interface Access {
  readonly tls: boolean;
  readonly login: Login | undefined;
  /** ARN of the login's secret, for messages. */
  readonly secret: string | undefined;
  /** How a client is made. @default - one of @redis/client */
  readonly open?: OpenRedis | undefined;
}

/** The cache can't be talked to. Nothing was changed. */
export class CannotTalk extends Error {
  override readonly name = 'CannotTalk';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

// RESP 2 and no client information: engines before Redis 6 know neither HELLO nor CLIENT SETINFO.
const open = ({ host, port }: Endpoint, { tls, login }: Pick<Access, 'tls' | 'login'>) =>
  createClient({
    RESP: 2,
    disableClientInfo: true,
    disableOfflineQueue: true,
    maintNotifications: 'disabled',
    ...login,
    socket: {
      host,
      port,
      connectTimeout: connectTimeoutMs,
      socketTimeout: answerTimeoutMs,
      // A reconnected client would repeat commands on a node that may no longer be the primary.
      reconnectStrategy: false,
      ...(tls && { tls: true }),
    },
  });

export type OpenRedis = typeof open;
export type Redis = ReturnType<OpenRedis>;

export interface Connection {
  readonly endpoint: Endpoint;
  readonly redis: Redis;
}

/**
 * Connects to every endpoint, does the work, and closes every connection whatever happens.
 * @throws CannotTalk if one of them can't be connected to; no work was done then
 */
export async function withConnections<Result>(
  endpoints: readonly Endpoint[],
  access: Access,
  work: (connections: readonly Connection[]) => Promise<Result>,
): Promise<Result> {
  const opening = await Promise.allSettled(endpoints.map((endpoint) => connect(endpoint, access)));
  const connections = opening.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  try {
    const failed = opening.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    return await work(connections);
  } finally {
    for (const { redis } of connections) redis.destroy();
  }
}

/**
 * Asks every node the same, in parallel.
 * @throws CannotTalk naming the first node that did not answer
 */
export const askEach = <Answer>(
  connections: readonly Connection[],
  access: Access,
  question: (redis: Redis, endpoint: Endpoint) => Promise<Answer>,
): Promise<Answer[]> =>
  Promise.all(
    connections.map(async ({ redis, endpoint }) => {
      try {
        return await question(redis, endpoint);
      } catch (error) {
        throw inWords(error, endpoint, access);
      }
    }),
  );

async function connect(endpoint: Endpoint, access: Access): Promise<Connection> {
  const redis = (access.open ?? open)(endpoint, access);
  redis.on('error', () => undefined); // Every failure also rejects the command it hits.
  try {
    await redis.connect();
    return { endpoint, redis };
  } catch (error) {
    redis.destroy();
    throw inWords(error, endpoint, access);
  }
}

/** Any error of the connection or of Redis as CannotTalk, in plain words. Carries no cause: none may leak a login. */
function inWords(error: unknown, endpoint: Endpoint, { tls, secret, login }: Access): CannotTalk {
  if (error instanceof CannotTalk) return error;
  const address = addressOf(endpoint);
  const { code, message, kind } = partsOf(error);
  if (error instanceof ErrorReply)
    return new CannotTalk(refusedByRedis(without(login, message), address, secret));
  const unreachable =
    kind === 'ConnectionTimeoutError' && tls
      ? `no TLS handshake within ${connectTimeoutMs / 1000} s`
      : (unreachableBecause[code] ?? unreachableBecause[kind]);
  if (unreachable)
    return new CannotTalk(refuse('unreachable', { address, from: whereFrom(), error: unreachable }));
  if (tls && /CERT|SIGNATURE|SSL|TLS/.test(code))
    return new CannotTalk(refuse('not-trusted', { address, error: code }));
  const made = tls ? 'with' : 'without';
  return new CannotTalk(refuse('broken-off', { address, error: code || kind, made }));
}

/** Redis quotes the arguments of a command that it does not know, AUTH's password included. */
const without = (login: Login | undefined, message: string): string =>
  login && message.includes(login.password) ? 'it quoted the login, which is left out here' : message;

/** Not by `instanceof`: the socket's errors may come from another realm than this code's `Error`. */
function partsOf(error: unknown) {
  const parts = Object(error) as Partial<NodeJS.ErrnoException>;
  return { code: parts.code ?? '', message: parts.message ?? '', kind: parts.constructor?.name ?? 'unknown' };
}

const unreachableBecause: Readonly<Record<string, string>> = {
  ConnectionTimeoutError: `no answer within ${connectTimeoutMs / 1000} s`,
  SocketTimeoutError: `connected, then silent for ${answerTimeoutMs / 1000} s`,
  ETIMEDOUT: 'no answer',
  ECONNREFUSED: 'connection refused',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ENOTFOUND: 'its name is unknown there',
  EAI_AGAIN: 'names cannot be looked up there',
};

function whereFrom(): string {
  const subnets = (process.env[variables.subnets] ?? '').split(',').filter(Boolean);
  return subnets.length > 0 ? `subnet ${subnets.join(', ')}` : 'outside a VPC (no subnet)';
}

/** Told apart by Redis's error codes and wording: it offers nothing else. */
function refusedByRedis(message: string, address: string, secret = ''): Refusal {
  if (/^WRONGPASS|invalid password/i.test(message)) return refuse('wrong-login', { address, secret });
  if (/without any password/i.test(message)) return refuse('password-not-wanted', { address });
  if (/^NOAUTH/.test(message)) return refuse('password-wanted', { address });
  return refuse('refused-by-redis', { address, error: message });
}
