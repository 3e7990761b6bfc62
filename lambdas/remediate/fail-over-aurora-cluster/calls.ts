import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  FailoverDBClusterCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { ActionHandler, Ready, Refusal } from '../action-handler.ts';
import { tooLate } from '../too-late.ts';
import type { Parameters } from './action.ts';
import { clusterEvents, eventLine } from './events.ts';
import { lineOf, type Member, membersOf, whyUnfit } from './members.ts';

/*
 * The window that remains: FailoverDBCluster takes no precondition. If Aurora itself, or a person, starts a failover
 * between the last DescribeDBClusters and the call (some tens of milliseconds), RDS answers with an error where the
 * cluster is no longer available; if that failover had already ended, the named reader becomes writer in a second one.
 * RDS emits events on a best-effort basis: a failover it recorded late or not at all does not count as the last one.
 */

export interface Clients {
  /** For reads; may retry. */
  readonly reads: RDSClient;
  /** For FailoverDBCluster. Create it with `maxAttempts: 1`: a repeated call could fail over a second time. */
  readonly changes: RDSClient;
}

/** What `act` must find unchanged. */
export interface Seen {
  readonly writer: string;
  /** The reader to promote. */
  readonly target: string;
}

const defaultMinutesSinceLastFailover = 60;
/** How far back the record tells the cluster's story. */
const minutesOfEvents = 180;
const eventsInRecord = 15;

export const failOverAuroraCluster = ({ reads, changes }: Clients): ActionHandler<Parameters, Seen> => ({
  preflight: async (parameters, { now }) => {
    const { cluster: name, minimumMinutesSinceLastFailover = defaultMinutesSinceLastFailover } = parameters;
    const [cluster, instances, failovers, events] = await Promise.allSettled([
      find(reads, name),
      instancesOf(reads, name),
      clusterEvents(reads, name, minimumMinutesSinceLastFailover, 'failover'),
      clusterEvents(reads, name, minutesOfEvents),
    ]);
    // The cluster comes first: the other reads may fail, too, where there is no such cluster.
    const found = settled(cluster);
    if ('refused' in found) return found;
    const last = settled(failovers).at(-1);
    if (last) {
      const age = last.Date
        ? `${Math.floor((now().getTime() - last.Date.getTime()) / 60_000)} minutes ago`
        : 'lately';
      return {
        refused: `cluster ${name} had a failover ${age} ("${eventLine(last)}"), nearer than the minimum of ${minimumMinutesSinceLastFailover} minutes`,
      };
    }
    const lastEvents = settled(events).slice(-eventsInRecord).map(eventLine);
    return choose(name, membersOf(found.cluster, settled(instances)), lastEvents);
  },

  act: async ({ cluster: name }, seen, context) => {
    const found = await find(reads, name);
    if ('refused' in found) return found;
    const members = membersOf(found.cluster, []);
    const writer = members.find((member) => member.writer)?.name;
    if (writer !== seen.writer)
      return {
        refused: `the writer of cluster ${name} changed since it was looked at (${seen.writer} then, ${writer ?? 'none'} now)`,
      };
    if (!members.some((member) => member.name === seen.target))
      return { refused: `${seen.target}, which was to become the writer, is no longer in cluster ${name}` };

    const late = tooLate(context);
    if (late) return late;
    const answer = await changes.send(
      new FailoverDBClusterCommand({ DBClusterIdentifier: name, TargetDBInstanceIdentifier: seen.target }),
    );
    return {
      did: `Asked RDS to make ${seen.target} the writer of ${name} in place of ${seen.writer}.`,
      after: {
        requestedWriter: seen.target,
        formerWriter: seen.writer,
        clusterStatus: answer.DBCluster?.Status ?? 'not reported',
      },
    };
  },
});

/** The cluster, if it is there and in a state to fail over. */
export async function find(rds: RDSClient, name: string): Promise<{ cluster: DBCluster } | Refusal> {
  const byName = new DescribeDBClustersCommand({ DBClusterIdentifier: name });
  const answer = await rds.send(byName).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'DBClusterNotFoundFault') return undefined;
    throw error;
  });
  const cluster = answer?.DBClusters?.[0];
  if (!cluster) return { refused: `there is no DB cluster ${name} in this account and region` };
  if (!cluster.Engine?.startsWith('aurora'))
    return { refused: `cluster ${name} runs ${cluster.Engine ?? 'an unknown engine'}, not Aurora` };
  if (cluster.Status !== 'available')
    return { refused: `cluster ${name} is ${cluster.Status ?? 'in no known state'}, not available` };
  return { cluster };
}

/** The cluster's instances. Aurora has at most 16 a cluster: one page. */
async function instancesOf(rds: RDSClient, name: string): Promise<DBInstance[]> {
  const byCluster = [{ Name: 'db-cluster-id', Values: [name] }];
  const answer = await rds.send(new DescribeDBInstancesCommand({ Filters: byCluster }));
  return answer.DBInstances ?? [];
}

function choose(
  name: string,
  members: readonly Member[],
  lastEvents: readonly string[],
): Ready<Seen> | Refusal {
  const [writer, secondWriter] = members.filter((member) => member.writer);
  if (!writer || secondWriter)
    return { refused: `cluster ${name} has ${writer ? 'more than one' : 'no'} writer` };
  const readers = members.filter((member) => !member.writer);
  if (readers.length === 0) return { refused: `cluster ${name} has no reader to fail over to` };
  const target = readers.find((reader) => whyUnfit(reader) === undefined);
  if (!target)
    return { refused: `no reader of cluster ${name} is healthy: ${readers.map(whyUnfit).join(', ')}` };
  return {
    ready: true,
    intends: `Make ${target.name} the writer of ${name} in place of ${writer.name}.`,
    before: { writer: writer.name, readers: readers.map((reader) => reader.name) },
    evidence: { writer: lineOf(writer), readers: readers.map(lineOf), lastEvents },
    seen: { writer: writer.name, target: target.name },
  };
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
