/** What things are called in the sandbox. `environments/sandbox.ts` names the same cluster, cache and queues. */

export const region = 'us-east-1';
export const account = '000000000000';

/**
 * The ECS cluster, the ElastiCache replication groups and the Aurora cluster of the demo. The emulator has one Redis
 * server behind all groups; to Nightshift they are two targets.
 */
export const cluster = 'demo';
export const caches = ['sessions', 'pages'] as const;
export const database = 'orders';

/** SQS queues that stand where people's phones and the owner's channel would be. */
export const phones = ['phone-pager', 'phone-backup', 'owner-channel'] as const;
export type Phone = (typeof phones)[number];

/** What the environment `sandbox` deploys. */
export const environment = 'sandbox';
export const table = `nightshift-${environment}`;
export const stateMachine = (runbook: string): string => `nightshift-${environment}-${runbook}`;
export const alarmRule = (runbook: string): string => `nightshift-${environment}-${runbook}`;
export const lambdaFunction = (stage: string): string => `nightshift-${environment}-${stage}`;

/** Namespaces of the metrics that the prober publishes. */
export const namespaces = { services: 'Shop/Web', orders: 'Shop/Orders' } as const;
/** Read by runbooks as the second opinion on a recovery, with the dimension ServiceName. */
export const healthyTasks = 'HealthyTasks';
export const failedWrites = 'FailedWrites';

export const arn = {
  alarm: (name: string): string => `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  stateMachine: (runbook: string): string =>
    `arn:aws:states:${region}:${account}:stateMachine:${stateMachine(runbook)}`,
  queue: (name: string): string => `arn:aws:sqs:${region}:${account}:${name}`,
};
