import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { clusterIdentifier, eventReads, minutesSinceEvent } from '#action/services/rds';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  cluster: clusterIdentifier,
  /** Since the cluster's last failover. @default 60 */
  minimumMinutesSinceLastFailover: minutesSinceEvent,
  /**
   * Whether the reader that AWS promotes may be of a smaller class than the writer.
   * @default false
   */
  allowSmallerWriter: z.optional(z.boolean('must be true or false')),
});

export type Parameters = z.infer<typeof Parameters>;

const unknownInstances =
  "The names of a cluster's instances are not known beforehand, and a call filtered by cluster is authorised against every instance.";

export default kitAction({
  id: 'fail-over-aurora-cluster',
  shown: 'emulator',
  title: 'Fail over Aurora cluster',
  summary: 'Makes a healthy reader of an Aurora cluster its writer.',
  disruption:
    'Every connection to the cluster is cut; writes fail until the new writer is up, usually within a minute.',
  fits: (symptom) => {
    const { auroraCluster } = symptom.behind;
    const writerSuffers = complains(symptom, {
      in: 'AWS/RDS',
      above: ['CommitLatency', 'DMLLatency', 'WriteLatency'],
      below: ['FreeableMemory'],
    });
    return auroraCluster && writerSuffers
      ? {
          parameters: { cluster: auroraCluster },
          because: 'Its writer may be stuck or out of memory, and a reader is not',
          turn: 'last',
        }
      : undefined;
  },
  // Without `fis`: `aws:rds:failover-db-cluster` would be the remedy, not the fault.
  drill: { fault: 'the writer is stuck, and a reader is not', endsByItself: false },
  parameters: Parameters,
  service: 'rds',
  target: ({ cluster }) => `cluster:${cluster}`,
  reads: [
    'DescribeDBClusters',
    { call: 'DescribeDBInstances', on: 'db:*', because: unknownInstances },
    ...eventReads,
  ],
  changes: [
    'FailoverDBCluster',
    // A call that names an instance is authorized against it, too; the cluster's ARN still bounds it.
    { call: 'FailoverDBCluster', on: 'db:*', because: unknownInstances },
  ],
  reasons: {
    'no-such-cluster': ({ cluster }: { cluster: string }) =>
      `there is no DB cluster ${cluster} in this account and region`,
    'not-aurora': ({ cluster, engine }: { cluster: string; engine: string }) =>
      `cluster ${cluster} runs ${engine}, not Aurora`,
    'no-writer': ({ cluster }: { cluster: string }) =>
      `cluster ${cluster} has no writer; the secondary cluster of a global database has its writer in another region`,
    'several-writers': ({ cluster }: { cluster: string }) => `cluster ${cluster} has more than one writer`,
    'no-reader': ({ cluster }: { cluster: string }) => `cluster ${cluster} has no reader to fail over to`,
    'smaller-reader': (
      its: Record<'cluster' | 'reader' | 'readerClass' | 'writer' | 'writerClass', string>,
    ) =>
      `${its.reader}, which would become the writer of ${its.cluster}, is ${its.readerClass}, and the writer ${its.writer} is ${its.writerClass}; allowSmallerWriter: true in the runbook allows it`,
    'not-available': ({ cluster, status }: { cluster: string; status: string }) =>
      `cluster ${cluster} is ${status}, not available`,
    'failed-over-lately': (its: { cluster: string; age: string; event: string; minimum: number }) =>
      `cluster ${its.cluster} had a failover ${its.age} ("${its.event}"), nearer than the minimum of ${its.minimum} minutes`,
    'no-healthy-reader': ({ cluster, readers }: { cluster: string; readers: readonly string[] }) =>
      `no reader of cluster ${cluster} is healthy: ${readers.join(', ')}`,
  },
});
