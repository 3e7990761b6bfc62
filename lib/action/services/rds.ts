import * as z from 'zod/mini';
import { complains, type Symptom } from '#core/action/fits';
import { parametersOf } from '../define.ts';

/** Shared by actions on RDS: data only. */

/** RDS identifiers are lower case. Two spellings of one would be two locks. */
const identifier = (field: string, what: string) =>
  z
    .string(`${field} has to be a text: the identifier of the ${what}`)
    .check(
      z.regex(
        /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/,
        `must be a ${what} identifier (1 to 63 lower-case letters, digits and single hyphens, a letter first), not an ARN and not a pattern`,
      ),
    );

export const instanceIdentifier = identifier('instance', 'DB instance');
export const clusterIdentifier = identifier('cluster', 'DB cluster');

/** Minimum time since the last event of a kind, from any cause, in minutes. RDS keeps events for 14 days. */
export const minutesSinceEvent = z.optional(
  z
    .int('must be a whole number of minutes')
    .check(
      z.minimum(1, 'must be at least 1 minute'),
      z.maximum(20_160, 'must be at most 20160 minutes: RDS remembers events for 14 days'),
    ),
);

/** The instance, and how long ago its last restart must have been. */
const InstanceParameters = parametersOf({
  /** An instance outside a cluster. */
  instance: instanceIdentifier,
  /** Since its last restart or failover. @default 60 */
  minimumMinutesSinceLast: minutesSinceEvent,
});
export type InstanceParameters = z.infer<typeof InstanceParameters>;

type Its = { readonly instance: string };

/** Why an instance is neither rebooted nor failed over. */
export const instanceReasons = {
  'no-such-instance': ({ instance }: Its) => `there is no DB instance ${instance} in this account and region`,
  'in-a-cluster': (its: Its & { cluster: string }) =>
    `instance ${its.instance} belongs to cluster ${its.cluster}; a cluster is failed over as a whole`,
  custom: (its: Its & { engine: string }) =>
    `instance ${its.instance} runs ${its.engine}, and RDS does not reboot RDS Custom`,
  'not-available': (its: Its & { status: string }) =>
    `instance ${its.instance} is ${its.status}, not available`,
  'parameters-pending': (its: Its & { groups: readonly string[] }) =>
    `a restart of ${its.instance} would apply parameters that nobody has seen at work: ${its.groups.join(', ')}`,
  'restarted-lately': (its: Its & { age: string; event: string; minimum: number }) =>
    `instance ${its.instance} was restarted or failed over ${its.age} ("${its.event}"), nearer than the minimum of ${its.minimum} minutes`,
};

/**
 * Symptoms that a restart may cure: it frees memory. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 */
export const suffersInMemory = (symptom: Symptom): boolean =>
  complains(symptom, {
    in: 'AWS/RDS',
    above: ['SwapUsage', 'DatabaseConnections'],
    below: ['FreeableMemory'],
  });

/** Grants for the calls in `rds-events.ts`. */
export const eventReads = [
  { call: 'DescribeEvents', on: '*', because: 'DescribeEvents has no resource types and no condition keys.' },
];

/** An action that restarts an instance: parameters, target and the calls of `rds-instance.ts` in this folder. */
export const restartsInstance = {
  parameters: InstanceParameters,
  service: 'rds',
  target: ({ instance }: Its) => `db:${instance}`,
  reads: ['DescribeDBInstances', ...eventReads],
  changes: ['RebootDBInstance'],
};
