import { namesIn } from '#cdk/names';
import environmentSpec from '#environments/sandbox';

/** Names in the sandbox. A test checks that `environments/sandbox.ts` uses the same ones. */

export const region = 'us-east-1';
export const account = '000000000000';

/**
 * The demo's ECS cluster, ElastiCache replication groups and Aurora cluster. The emulator backs all groups with one
 * Redis server; Nightshift sees two targets.
 */
export const cluster = 'demo';
export const caches = ['sessions', 'pages'] as const;
export const database = 'orders';

/** The shop's order queue and its dead-letter queue. */
export const ordersQueue = 'orders';
export const ordersQueueDead = 'orders-dead';

/** SQS queues in place of people's phones and the owner's channel. */
export const phones = ['phone-pager', 'phone-backup', 'owner-channel'] as const;
/** The pager behind the webhook channel: an HTTP server on loopback. */
export const webhookPhone = 'phone-webhook';
export type Phone = (typeof phones)[number] | typeof webhookPhone;

/** Environment variable of the deploy with that server's URL, for the webhook channel. */
export const webhookVariable = 'SANDBOX_WEBHOOK_URL';
/** Likewise, with the feature flags' ids: application, environment, profile and strategy. */
export const flagsVariable = 'SANDBOX_FEATURE_FLAGS';
/** SSM parameter with the webhook's shared signing key. */
export const signingKeyParameter = '/nightshift/sandbox/signing-key';

/** The deployed environment, and the names of its parts. */
export const environment = environmentSpec.name;
export const deployed = namesIn(environment);

/** Namespaces of the metrics that the prober publishes. */
export const namespaces = { services: 'Shop/Web', orders: 'Shop/Orders' } as const;
/** Second metric that runbooks check for recovery, with the dimension ServiceName. */
export const healthyTasks = 'HealthyTasks';
export const failedWrites = 'FailedWrites';

export const arn = {
  stateMachine: (runbook: string): string =>
    `arn:aws:states:${region}:${account}:stateMachine:${deployed.stateMachine(runbook)}`,
  queue: (name: string): string => `arn:aws:sqs:${region}:${account}:${name}`,
};
