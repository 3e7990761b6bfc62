import { namesIn } from '#cdk/names';
import environmentSpec from '#environments/sandbox';

/** What things are called in the sandbox. A test holds that `environments/sandbox.ts` means the same. */

export const region = 'us-east-1';
export const account = '000000000000';

/**
 * The ECS cluster, the ElastiCache replication groups and the Aurora cluster of the demo. The emulator has one Redis
 * server behind all groups; to Nightshift they are two targets.
 */
export const cluster = 'demo';
export const caches = ['sessions', 'pages'] as const;
export const database = 'orders';

/** The shop's queue of orders, and the one where orders end that failed. */
export const ordersQueue = 'orders';
export const ordersQueueDead = 'orders-dead';

/** SQS queues that stand where people's phones and the owner's channel would be. */
export const phones = ['phone-pager', 'phone-backup', 'owner-channel'] as const;
/** The pager behind the webhook channel: an HTTP server on loopback. */
export const webhookPhone = 'phone-webhook';
export type Phone = (typeof phones)[number] | typeof webhookPhone;

/** Where the environment's webhook channel finds that server, as an environment variable of the deploy. */
export const webhookVariable = 'SANDBOX_WEBHOOK_URL';
/** The ids of the shop's feature flags: application, environment, profile and strategy, likewise. */
export const flagsVariable = 'SANDBOX_FEATURE_FLAGS';
/** SSM parameter with the key that both sides of the webhook know. */
export const signingKeyParameter = '/nightshift/sandbox/signing-key';

/** The environment that is deployed, and what it calls its parts. */
export const environment = environmentSpec.name;
export const deployed = namesIn(environment);

/** Namespaces of the metrics that the prober publishes. */
export const namespaces = { services: 'Shop/Web', orders: 'Shop/Orders' } as const;
/** Read by runbooks as the second opinion on a recovery, with the dimension ServiceName. */
export const healthyTasks = 'HealthyTasks';
export const failedWrites = 'FailedWrites';

export const arn = {
  stateMachine: (runbook: string): string =>
    `arn:aws:states:${region}:${account}:stateMachine:${deployed.stateMachine(runbook)}`,
  queue: (name: string): string => `arn:aws:sqs:${region}:${account}:${name}`,
};
