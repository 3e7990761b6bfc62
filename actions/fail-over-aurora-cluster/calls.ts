import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  type Event,
  FailoverDBClusterCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { isAtLeast } from '#action/services/db-class';
import { ageOf, eventLine, eventsOf } from '#action/services/rds-events';
import action, { type Parameters } from './action.ts';
import { inOrder, lineOf, type Member, membersOf, whyUnfit } from './members.ts';

/*
 * The window that remains: FailoverDBCluster takes no precondition. If Aurora itself, or a person, starts a failover
 * between the last look and the call (some tens of milliseconds), RDS answers with an error where the cluster is no
 * longer available; if that failover had already ended, a reader becomes writer in a second one.
 * RDS emits events on a best-effort basis: a failover it recorded late or not at all does not count as the last one.
 */

const reason = reasonsOf(action);
const defaultMinimumMinutes = 60;
/** How far back the cluster's events are recorded, in minutes. */
const minutesOfEvents = 180;
const eventsInRecord = 15;
/**
 * A global database's failover or switchover to this cluster counts like any other failover.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html (DB cluster events)
 */
const failovers = ['failover', 'global-failover'];
const notThere = 'DBClusterNotFoundFault';

interface Snapshot {
  readonly cluster: DBCluster | undefined;
  readonly members: readonly Member[];
  readonly lastFailover: Event | undefined;
  readonly lastEvents: readonly string[];
}

export default kitCalls(action, {
  clients: { rds: RDSClient },

  observe: async (parameters, read, { again }): Promise<Snapshot> => {
    const { cluster: name, minimumMinutesSinceLastFailover = defaultMinimumMinutes } = parameters;
    // Aurora has at most 16 instances a cluster: one page.
    const byCluster = { Filters: [{ Name: 'db-cluster-id', Values: [name] }] };
    const source = { SourceType: 'db-cluster' as const, SourceIdentifier: name };
    const [clusters, instances, recent, events] = await Promise.all([
      ifThere(read(new DescribeDBClustersCommand({ DBClusterIdentifier: name })), notThere),
      ifThere(read(new DescribeDBInstancesCommand(byCluster)), notThere),
      eventsOf(read, source, minimumMinutesSinceLastFailover, failovers),
      again ? [] : eventsOf(read, source, minutesOfEvents),
    ]);
    const cluster = clusters?.DBClusters?.[0];
    return {
      cluster,
      members: cluster ? membersOf(cluster, (instances?.DBInstances ?? []) satisfies DBInstance[]) : [],
      lastFailover: recent.at(-1),
      lastEvents: events.slice(-eventsInRecord).map(eventLine),
    };
  },

  judge: (seen, parameters, now) => {
    const { cluster } = parameters;
    const writer = seen.members.find((member) => member.writer);
    const readers = seen.members.filter((member) => !member.writer);
    const never = whyNever(seen, writer, readers, parameters);
    if (never) return { never };
    const { Status: status = 'in no known state' } = seen.cluster ?? {};
    if (status !== 'available') return { refuse: reason('not-available', { cluster, status }) };
    if (seen.lastFailover) return { refuse: failedOverLately(seen.lastFailover, parameters, now) };
    const [first] = readers;
    const target = readers.find((reader) => whyUnfit(reader) === undefined);
    if (!writer || !first || !target)
      return {
        refuse: reason('no-healthy-reader', { cluster, readers: readers.map((one) => whyUnfit(one) ?? '') }),
      };
    // AWS chooses by tier and size. A reader is named only if AWS might choose one that is in trouble.
    const byName = readers.some((reader) => inOrder(reader, first) === 0 && whyUnfit(reader) !== undefined);
    return {
      intends: `Make ${target.name} (${target.instanceClass}) the writer of ${cluster} in place of ${writer.name} (${writer.instanceClass}).`,
      before: {
        writer: writer.name,
        writerClass: writer.instanceClass,
        readers: readers.map((reader) => reader.name),
        nextWriterClass: target.instanceClass,
      },
      evidence: { writer: lineOf(writer), readers: readers.map(lineOf), lastEvents: seen.lastEvents },
      pin: { writer: writer.name, nextWriter: target.name, namedByNightshift: byName },
    };
  },

  change: async ({ cluster }, { pin: { writer, nextWriter, namedByNightshift } }, send) => {
    const target = namedByNightshift ? { TargetDBInstanceIdentifier: nextWriter } : {};
    const answer = await send(new FailoverDBClusterCommand({ DBClusterIdentifier: cluster, ...target }));
    return {
      did: namedByNightshift
        ? `Asked RDS to make ${nextWriter} the writer of ${cluster} in place of ${writer}.`
        : `Asked RDS to fail over ${cluster} from ${writer}; by tier and size it promotes ${nextWriter}.`,
      after: {
        expectedWriter: nextWriter,
        chosenBy: namedByNightshift ? 'Nightshift' : 'AWS, by tier and size',
        formerWriter: writer,
        clusterStatus: answer.DBCluster?.Status ?? 'not reported',
      },
    };
  },
});

function whyNever(
  { cluster: found, members }: Snapshot,
  writer: Member | undefined,
  readers: readonly Member[],
  { cluster, allowSmallerWriter = false }: Parameters,
) {
  if (!found) return reason('no-such-cluster', { cluster });
  const { Engine: engine = 'an unknown engine' } = found;
  if (!engine.startsWith('aurora')) return reason('not-aurora', { cluster, engine });
  if (!writer) return reason('no-writer', { cluster });
  if (members.length - readers.length > 1) return reason('several-writers', { cluster });
  if (readers.length === 0) return reason('no-reader', { cluster });
  const next = readers.find((reader) => whyUnfit(reader) === undefined);
  const writerClass = writer.instanceClass;
  if (!next || allowSmallerWriter || isAtLeast(next.instanceClass, writerClass)) return undefined;
  const [reader, readerClass] = [next.name, next.instanceClass];
  return reason('smaller-reader', { cluster, reader, readerClass, writer: writer.name, writerClass });
}

function failedOverLately(last: Event, parameters: Parameters, now: Date) {
  const { cluster, minimumMinutesSinceLastFailover: minimum = defaultMinimumMinutes } = parameters;
  const [age, event] = [ageOf(last, now), eventLine(last)];
  return reason('failed-over-lately', { cluster, age, event, minimum });
}
