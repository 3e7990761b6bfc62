import * as z from 'zod/mini';
import { defineAction, type Permission, type Place } from '../define-action.ts';

/** RDS keeps identifiers in lower case; two spellings of one cluster would be two locks. */
const clusterName = /^(?=.{1,63}$)[a-z](?:-?[a-z0-9])*$/;

const Parameters = z.strictObject(
  {
    /** The DB cluster's identifier. */
    cluster: z
      .string('cluster has to be a text: the identifier of the Aurora DB cluster')
      .check(
        z.regex(
          clusterName,
          'must be a DB cluster identifier (1 to 63 lower-case letters, digits and single hyphens, a letter first), not an ARN and not a pattern',
        ),
      ),
    /**
     * Least distance to the cluster's last failover, whoever caused it, in minutes; RDS remembers 14 days.
     * @default 60
     */
    minimumMinutesSinceLastFailover: z.optional(
      z
        .int('must be a whole number of minutes')
        .check(
          z.minimum(1, 'must be at least 1 minute'),
          z.maximum(20_160, 'must be at most 20160 minutes: RDS remembers events for 14 days'),
        ),
    ),
    /**
     * Whether the reader that AWS promotes may be of a smaller class than the writer.
     * @default false
     */
    allowSmallerWriter: z.optional(z.boolean('must be true or false')),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')}: not known here; expected cluster, minimumMinutesSinceLastFailover, allowSmallerWriter`
        : undefined,
  },
);

export type Parameters = z.infer<typeof Parameters>;

const rds = ({ partition, region, account }: Place) => `arn:${partition}:rds:${region}:${account}`;
const clusterArn = ({ cluster }: Parameters, place: Place) => `${rds(place)}:cluster:${cluster}`;

const permissions = (parameters: Parameters, place: Place): Permission[] => [
  {
    actions: ['rds:DescribeDBClusters', 'rds:FailoverDBCluster'],
    resources: [clusterArn(parameters, place)],
  },
  {
    // FailoverDBCluster is authorised against the instance, too, if it names one; the cluster's ARN above still bounds it.
    actions: ['rds:DescribeDBInstances', 'rds:FailoverDBCluster'],
    resources: [`${rds(place)}:db:*`],
    anyResourceBecause:
      "The names of a cluster's instances are not known beforehand, and a call filtered by cluster is authorised against every instance.",
  },
  {
    actions: ['rds:DescribeEvents'],
    resources: ['*'],
    anyResourceBecause: 'DescribeEvents has no resource types and no condition keys.',
  },
];

export default defineAction<Parameters>({
  id: 'fail-over-aurora-cluster',
  title: 'Fail over Aurora cluster',
  summary: 'Makes a healthy reader of an Aurora cluster its writer.',
  disruption:
    'Every connection to the cluster is cut; writes fail until the new writer is up, usually within a minute.',
  parameters: Parameters,
  targets: (parameters, place) => [clusterArn(parameters, place)],
  permissions,
  network: 'aws-apis-only',
  timeoutSeconds: 30,
});
