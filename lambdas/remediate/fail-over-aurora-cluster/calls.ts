import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  type Event,
  FailoverDBClusterCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';
import type { ActionHandler, Ready, Refusal } from '../action-handler.ts';
import { tooLate } from '../too-late.ts';
import type { Parameters } from './action.ts';
import { clusterEvents, eventLine, failoverCategories } from './events.ts';
import { inOrder, lineOf, type Member, membersOf, whyUnfit } from './members.ts';
import { isAtLeast } from './size.ts';

/*
 * The window that remains: FailoverDBCluster takes no precondition. If Aurora itself, or a person, starts a failover
 * between the last DescribeDBClusters and the call (some tens of milliseconds), RDS answers with an error where the
 * cluster is no longer available; if that failover had already ended, a reader becomes writer in a second one.
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
  /** The reader that is promoted. */
  readonly target: string;
  /** Whether it has to be named, since AWS might choose one in trouble. */
  readonly byName: boolean;
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
      clusterEvents(reads, name, minimumMinutesSinceLastFailover, failoverCategories),
      clusterEvents(reads, name, minutesOfEvents),
    ]);
    // The cluster comes first: the other reads may fail, too, where there is no such cluster.
    const found = settled(cluster);
    const members = 'refused' in found ? [] : membersOf(found.cluster, settled(instances));
    const objection =
      whyNever(found, members, parameters) ??
      ('cluster' in found ? unavailable(found.cluster, name) : undefined) ??
      failedOverLately(settled(failovers).at(-1), parameters, now());
    if (objection) return { refused: objection };
    return choose(parameters, members, settled(events).slice(-eventsInRecord).map(eventLine));
  },

  act: async (parameters, seen, context) => {
    const { cluster: name } = parameters;
    const found = await find(reads, name);
    if ('refused' in found) return found;
    const state = unavailable(found.cluster, name);
    if (state) return { refused: state };
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
      new FailoverDBClusterCommand({
        DBClusterIdentifier: name,
        ...(seen.byName ? { TargetDBInstanceIdentifier: seen.target } : {}),
      }),
    );
    return {
      did: seen.byName
        ? `Asked RDS to make ${seen.target} the writer of ${name} in place of ${seen.writer}.`
        : `Asked RDS to fail over ${name} from ${seen.writer}; by tier and size it promotes ${seen.target}.`,
      after: {
        expectedWriter: seen.target,
        chosenBy: seen.byName ? 'Nightshift' : 'AWS, by tier and size',
        formerWriter: seen.writer,
        clusterStatus: answer.DBCluster?.Status ?? 'not reported',
      },
    };
  },
});

/** The cluster, if it is there. */
export async function find(rds: RDSClient, name: string): Promise<{ cluster: DBCluster } | Refusal> {
  const byName = new DescribeDBClustersCommand({ DBClusterIdentifier: name });
  const answer = await rds.send(byName).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'DBClusterNotFoundFault') return undefined;
    throw error;
  });
  const cluster = answer?.DBClusters?.[0];
  return cluster ? { cluster } : { refused: `there is no DB cluster ${name} in this account and region` };
}

/** The cluster's instances. Aurora has at most 16 a cluster: one page. */
export async function instancesOf(rds: RDSClient, name: string): Promise<DBInstance[]> {
  const byCluster = [{ Name: 'db-cluster-id', Values: [name] }];
  const answer = await rds.send(new DescribeDBInstancesCommand({ Filters: byCluster }));
  return answer.DBInstances ?? [];
}

/** Why it would not be failed over at any hour as it is set up now; undefined if nothing speaks against it. */
export function whyNever(
  found: { readonly cluster: DBCluster } | Refusal,
  members: readonly Member[],
  { cluster: name, allowSmallerWriter = false }: Parameters,
): string | undefined {
  if ('refused' in found) return found.refused;
  const { Engine: engine } = found.cluster;
  if (!engine?.startsWith('aurora'))
    return `cluster ${name} runs ${engine ?? 'an unknown engine'}, not Aurora`;
  const [writer, secondWriter] = members.filter((member) => member.writer);
  // A secondary cluster of a global database has readers only: its writer is in another region.
  if (!writer)
    return `cluster ${name} has no writer; the secondary cluster of a global database has its writer in another region`;
  if (secondWriter) return `cluster ${name} has more than one writer`;
  const readers = members.filter((member) => !member.writer);
  if (readers.length === 0) return `cluster ${name} has no reader to fail over to`;
  const [next] = readers.filter((reader) => whyUnfit(reader) === undefined);
  return next && !allowSmallerWriter && !isAtLeast(next.instanceClass, writer.instanceClass)
    ? `${next.name}, which would become the writer of ${name}, is ${next.instanceClass}, and the writer ${writer.name} is ${writer.instanceClass}; allowSmallerWriter: true in the runbook allows it`
    : undefined;
}

const unavailable = ({ Status }: DBCluster, name: string): string | undefined =>
  Status === 'available' ? undefined : `cluster ${name} is ${Status ?? 'in no known state'}, not available`;

function failedOverLately(
  last: Event | undefined,
  { cluster: name, minimumMinutesSinceLastFailover = defaultMinutesSinceLastFailover }: Parameters,
  now: Date,
): string | undefined {
  if (!last) return undefined;
  const age = last.Date
    ? `${Math.floor((now.getTime() - last.Date.getTime()) / 60_000)} minutes ago`
    : 'lately';
  return `cluster ${name} had a failover ${age} ("${eventLine(last)}"), nearer than the minimum of ${minimumMinutesSinceLastFailover} minutes`;
}

/** AWS chooses by tier and size; only where that may be a reader in trouble, the next one is named. */
function choose(
  { cluster: name }: Parameters,
  members: readonly Member[],
  lastEvents: readonly string[],
): Ready<Seen> | Refusal {
  const writer = members.find((member) => member.writer);
  const readers = members.filter((member) => !member.writer);
  const [first] = readers;
  const target = readers.find((reader) => whyUnfit(reader) === undefined);
  if (!writer || !first || !target)
    return { refused: `no reader of cluster ${name} is healthy: ${readers.map(whyUnfit).join(', ')}` };
  const byName = readers.some((reader) => inOrder(reader, first) === 0 && whyUnfit(reader) !== undefined);
  return {
    ready: true,
    intends: `Make ${target.name} (${target.instanceClass}) the writer of ${name} in place of ${writer.name} (${writer.instanceClass}).`,
    before: {
      writer: writer.name,
      writerClass: writer.instanceClass,
      readers: readers.map((reader) => reader.name),
      nextWriterClass: target.instanceClass,
    },
    evidence: { writer: lineOf(writer), readers: readers.map(lineOf), lastEvents },
    seen: { writer: writer.name, target: target.name, byName },
  };
}

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
