import { DescribeReplicationGroupsCommand } from '@aws-sdk/client-elasticache';
import { type Aws, connectAws } from './aws.ts';
import { fillCache } from './demo/cache.ts';
import { Database } from './demo/database.ts';
import { Depot } from './demo/depot.ts';
import { createFlags, followFlags } from './demo/flags.ts';
import { Fleet } from './demo/fleet.ts';
import { FunctionProber } from './demo/function-prober.ts';
import { createFunctions } from './demo/functions.ts';
import { Prober } from './demo/prober.ts';
import { createAlarms, createResources } from './demo/resources.ts';
import { services } from './demo/services.ts';
import { WebhookPhone } from './demo/webhook.ts';
import { runCdk, variablesOf } from './deploy.ts';
import { type LocalAws, startEmulator, useEndpoint } from './emulator/emulator.ts';
import { connectRedis, type Redis, startRedis } from './emulator/redis.ts';
import { type Programs, prepareVenv } from './emulator/venv.ts';
import { IncidentWatch } from './incidents.ts';
import { caches } from './names.ts';
import { PhoneWatch } from './phones.ts';
import { freePort } from './processes.ts';
import { makeProject } from './project.ts';
import { Relay } from './relay.ts';
import { step } from './report/progress.ts';
import type { World } from './world.ts';

/** A running sandbox: everything is deployed and healthy. */
export interface Session {
  readonly world: World;
  /** `cdk bootstrap` and `cdk deploy` together. */
  readonly deploySeconds: number;
}

/**
 * Starts everything, with progress for each part.
 * @param python the command that creates the virtual environment
 * @param stop ends everything that repeats
 */
export async function buildUp(python: string, stop: AbortSignal): Promise<Session> {
  const { programs } = await step('Python environment', prepareVenv(python), ({ created }) =>
    created ? 'created under .sandbox/venv' : 'is there already',
  );
  const { local, redisPort } = await startServers(programs);
  const aws = connectAws(local.endpoint);
  await step('Demo resources', createResources(aws), () => 'a cluster, a cache, a database, four phones');
  const flags = await step('Feature flags', createFlags(aws), () => 'AppConfig, one flag that is on');
  const depot = new Depot();
  await depot.start(stop);
  await step(
    "Teams' Lambda functions",
    createFunctions(aws, depot.url),
    () => 'three of them, and a queue of orders',
  );
  const redis = await openCache(aws, local, programs, redisPort);
  const fleet = new Fleet(aws.ecs, redisPort ?? redis.port);
  const database = new Database(aws.rds);
  const webhook = new WebhookPhone();
  await webhook.start(stop);
  followFlags(aws, flags, stop);
  const demo = startDemo(aws, fleet, database, depot, stop);

  const bootstrapped = await step('cdk bootstrap', runCdk('bootstrap', local.endpoint), () => 'done');
  makeProject();
  const deployed = await step(
    'cdk deploy --all',
    runCdk('deploy', local.endpoint, variablesOf({ webhook, flags })),
    () => 'every stack is deployed',
  );
  await step(
    'Demo services',
    demo,
    () => `${services.length} services and a database, measured once a second`,
  );

  const world: World = {
    aws,
    local,
    fleet,
    database,
    redis: redis.client,
    relay: new Relay(aws.cloudwatch, aws.events),
    incidents: new IncidentWatch(aws.tables),
    phones: new PhoneWatch(aws.sqs),
    webhook,
    flags,
    depot,
  };
  webhook.onPage = (message) => world.phones.receive(message);
  for (const watch of [world.relay, world.incidents, world.phones]) watch.start(stop);
  return { world, deploySeconds: bootstrapped + deployed };
}

/** Our own emulator and a Redis, or the endpoint that the caller's environment names. */
async function startServers(programs: Programs): Promise<{ local: LocalAws; redisPort: number | undefined }> {
  const given = process.env.AWS_ENDPOINT_URL;
  if (given)
    return { local: await step('Local AWS', useEndpoint(given), ({ name }) => name), redisPort: undefined };
  const redisPort = await freePort();
  const [local] = await Promise.all([
    step(
      'Local AWS',
      startEmulator(programs, redisPort),
      ({ name, endpoint }) => `${name}, IAM enforced, at ${endpoint}`,
    ),
    startRedis(programs.redisServer, redisPort),
  ]);
  return { local, redisPort };
}

/** The cache at the address ElastiCache reports; with the caller's own emulator, starts a Redis there. */
async function openCache(
  { elasticache }: Aws,
  local: LocalAws,
  programs: Programs,
  started: number | undefined,
): Promise<{ client: Redis; port: number }> {
  const answer = await elasticache.send(
    new DescribeReplicationGroupsCommand({ ReplicationGroupId: caches[0] }),
  );
  const { Address: host = '', Port: port = 0 } =
    answer.ReplicationGroups?.[0]?.NodeGroups?.[0]?.PrimaryEndpoint ?? {};
  if (started === undefined && (host === '127.0.0.1' || host === 'localhost')) {
    await connectRedis(port, host).catch(() => startRedis(programs.redisServer, port));
  }
  const client = await connectRedis(port, host).catch(() => {
    throw new Error(
      `${local.name} says that the cache is at ${host}:${port}, and no Redis answers there. ` +
        'Set REDIS_HOST=127.0.0.1 and a REDIS_PORT for the emulator, or unset AWS_ENDPOINT_URL.',
    );
  });
  await fillCache(client);
  return { client, port };
}

async function startDemo(
  aws: Aws,
  fleet: Fleet,
  database: Database,
  depot: Depot,
  stop: AbortSignal,
): Promise<void> {
  fleet.start(stop);
  database.start(stop);
  await createAlarms(aws);
  new Prober(aws.cloudwatch, fleet, database).start(stop);
  new FunctionProber(aws, depot).start(stop);
}
