import * as z from 'zod/mini';
import { complains, type Symptom } from '#core/action/fits';
import { parametersOf } from '../define.ts';

/** What actions on an RDS instance have in common: data only. */

/** RDS keeps identifiers in lower case; two spellings of one instance would be two locks. */
const name = /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/;

/** Which instance, and how long ago it has to have been restarted. */
export const InstanceParameters = parametersOf({
  /** The DB instance's identifier; none of a cluster. */
  instance: z
    .string('instance has to be a text: the identifier of the DB instance')
    .check(
      z.regex(
        name,
        'must be a DB instance identifier (1 to 63 lower-case letters, digits and single hyphens, a letter first), not an ARN and not a pattern',
      ),
    ),
  /**
   * Least distance to its last restart or failover, whoever caused it, in minutes; RDS remembers 14 days.
   * @default 60
   */
  minimumMinutesSinceLast: z.optional(
    z
      .int('must be a whole number of minutes')
      .check(
        z.minimum(1, 'must be at least 1 minute'),
        z.maximum(20_160, 'must be at most 20160 minutes: RDS remembers events for 14 days'),
      ),
  ),
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

/** What a restart frees. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
export const suffersInMemory = (symptom: Symptom): boolean =>
  complains(symptom, { in: 'AWS/RDS', of: ['FreeableMemory'], on: 'below' }) ||
  complains(symptom, { in: 'AWS/RDS', of: ['SwapUsage', 'DatabaseConnections'], on: 'above' });

/** The calls of `rds-instance.ts` in this folder. */
export const instanceReads = [
  'DescribeDBInstances',
  { call: 'DescribeEvents', on: '*', because: 'DescribeEvents has no resource types and no condition keys.' },
];
