import * as z from 'zod/mini';
import { defineAction, type Permission, type Place } from '#core/action/define-action';
import { complains } from '#core/action/fits';

/** ElastiCache keeps names in lower case; two spellings of one cache would be two locks. */
const cacheName = /^(?=.{1,40}$)[a-z](?:-?[a-z0-9])*$/;
const secretArn =
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$/;

/** Whether a glob pattern can leave anything out. Whether it does is counted before anything is removed. */
const narrows = (pattern: string) => pattern.replace(/[*?]/g, '') !== '';

const Parameters = z.strictObject(
  {
    /**
     * Name of an ElastiCache replication group (Redis OSS or Valkey; cluster mode on or off). Serverless caches,
     * single clusters outside a replication group and Memcached are not supported.
     */
    cache: z
      .string('cache has to be a text: the name of the ElastiCache replication group')
      .check(
        z.regex(
          cacheName,
          'must be a replication group name (1 to 40 lower-case letters, digits and single hyphens, a letter first), not an ARN and not a pattern',
        ),
      ),
    /**
     * Which keys to remove: `all` in every database, or a glob pattern such as `cart:*` in database 0, which is the only one
     * in cluster mode. There is no default.
     */
    keys: z.string("keys has to be a text: 'all', or a pattern such as cart:*").check(
      z.minLength(1, "must be 'all' or a pattern such as cart:*; an empty value does not mean all keys"),
      z.maxLength(256, 'must be at most 256 characters'),
      z.refine(
        (keys) => keys === '' || narrows(keys),
        "matches every key; say 'all' if that is meant, or name what the keys begin with, such as cart:*",
      ),
    ),
    /**
     * ARN of a Secrets Manager secret that holds the AUTH token, or the password of an RBAC user: plain text, or JSON
     * with `password` and optionally `username`. If the secret is encrypted with a customer managed key, that key's
     * policy must let the function's role decrypt (kms:Decrypt); the step's own permissions do not name the key.
     * @default - the cache asks for no password
     */
    passwordSecret: z.optional(
      z
        .string('must be the ARN of a Secrets Manager secret')
        .check(
          z.regex(
            secretArn,
            'must be the full ARN of a Secrets Manager secret, with the six characters that AWS appends to its name',
          ),
        ),
    ),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')}: not known here; expected cache, keys, passwordSecret`
        : undefined,
  },
);

export type Parameters = z.infer<typeof Parameters>;

const cacheArn = ({ cache }: Parameters, { partition, region, account }: Place) =>
  `arn:${partition}:elasticache:${region}:${account}:replicationgroup:${cache}`;

// Endpoints come from the replication group and, in cluster mode, from Redis itself (CLUSTER SLOTS): nothing else is read.
const permissions = (parameters: Parameters, place: Place): Permission[] => [
  { actions: ['elasticache:DescribeReplicationGroups'], resources: [cacheArn(parameters, place)] },
  ...(parameters.passwordSecret === undefined
    ? []
    : [{ actions: ['secretsmanager:GetSecretValue'], resources: [parameters.passwordSecret] }]),
];

/** Why this action does not act. Each completes "Not acting because …". */
export const reasons = {
  'no-such-cache': ({ name }: { name: string }) =>
    `there is no replication group ${name} in this account and region`,
  'not-available': ({ name, status }: { name: string; status: string }) =>
    `replication group ${name} is ${status}`,
  'no-endpoint': ({ name, shards }: { name: string; shards: number }) =>
    `replication group ${name} names no endpoint for ${shards} of its shards`,
  'no-such-secret': ({ secret }: { secret: string }) => `there is no secret ${secret}`,
  'no-password-in-secret': ({ secret }: { secret: string }) =>
    `secret ${secret} holds no password: expected plain text, or JSON with "password"`,
  'password-needed': ({ name }: { name: string }) =>
    `replication group ${name} asks for a password, and the step has no passwordSecret`,
  unreachable: ({ address, from, error }: { address: string; from: string; error: string }) =>
    `it cannot reach ${address} from ${from} (${error}); check the cache's security group and the subnet's routes`,
  'not-trusted': ({ address, error }: { address: string; error: string }) =>
    `it does not trust ${address}: its certificate is not valid there (${error})`,
  'broken-off': ({ address, error, made }: { address: string; error: string; made: string }) =>
    `${address} broke off the connection (${error}) that was made ${made} TLS; check whether the cache expects that`,
  'wrong-login': ({ address, secret }: { address: string; secret: string }) =>
    `${address} rejects the login in secret ${secret}`,
  'password-not-wanted': ({ address }: { address: string }) =>
    `${address} has no password set, yet the step gives one (passwordSecret); leave it out`,
  'password-wanted': ({ address }: { address: string }) =>
    `${address} asks for a password; give the step a passwordSecret`,
  'refused-by-redis': ({ address, error }: { address: string; error: string }) =>
    `${address} refused a command: ${error}`,
  'shard-without-primary': ({
    name,
    primaries,
    shards,
  }: {
    name: string;
    primaries: number;
    shards: number;
  }) => `only ${primaries} of the ${shards} shards of ${name} have a primary`,
  'not-a-primary': ({ address, name, role }: { address: string; name: string; role: string }) =>
    `${address} of ${name} is a replica (role ${role}), not the primary`,
  'primary-changed': ({ address }: { address: string }) =>
    `${address} is no longer the primary that was looked at (failover or restart)`,
  'no-keys': ({ name }: { name: string }) => `${name} holds no keys`,
  'nothing-matches': ({ name, keys, total }: { name: string; keys: string; total: number }) =>
    `no key of ${name} matches ${keys} (${total} keys in all)`,
  'everything-matches': ({
    keys,
    name,
    matching,
    counted,
  }: {
    keys: string;
    name: string;
    matching: number;
    counted: number;
  }) =>
    `${keys} matches every key of ${name} that was counted (${matching} of ${counted}); say keys: 'all' in the runbook if that is meant`,
  'nothing-removed': ({ name, troubles }: { name: string; troubles: string }) =>
    `${name} refused to remove anything (${troubles})`,
};

export default defineAction<Parameters>({
  id: 'flush-redis-cache',
  shown: 'emulator',
  title: 'Flush Redis cache',
  summary: 'Removes all keys of an ElastiCache replication group, or those that match a pattern.',
  disruption:
    'What the keys held is gone: sessions and carts kept only there are lost, and the database takes the load until the cache is warm again.',
  fits: (symptom) => {
    const { cache } = symptom.behind;
    const isFull = complains(symptom, {
      in: 'AWS/ElastiCache',
      above: ['DatabaseMemoryUsagePercentage', 'Evictions'],
    });
    return cache !== undefined && isFull
      ? {
          parameters: { cache },
          asks: { keys: "which keys may go: a pattern such as cart:*, or 'all'" },
          because: 'Its memory is full, and what can be computed again may go',
          turn: 'last',
        }
      : undefined;
  },
  drill: { fault: 'keys of the cache hold what its readers cannot read', endsByItself: false },
  parameters: Parameters,
  targets: (parameters, place) => [cacheArn(parameters, place)],
  permissions,
  reasons,
  network: 'vpc',
  timeoutSeconds: 120,
});
