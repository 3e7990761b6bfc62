import type { DBCluster, DBClusterMember, DBInstance } from '@aws-sdk/client-rds';
import { memoryOf } from '#action/services/db-class';

/** A member of the cluster, with what RDS says about its instance. */
export interface Member {
  readonly name: string;
  readonly writer: boolean;
  /** Lower is promoted first. */
  readonly tier: number;
  readonly status: string;
  readonly instanceClass: string;
  readonly zone: string;
  /** What RDS reports to be wrong with its replication; undefined if nothing. */
  readonly replicationTrouble: string | undefined;
}

/**
 * The cluster's members with their instances, in AWS's order of promotion: the lowest tier first, and within it the largest.
 * Among equals AWS promotes any.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.AuroraHighAvailability.html
 */
export function membersOf(cluster: DBCluster, instances: readonly DBInstance[]): Member[] {
  return (cluster.DBClusterMembers ?? [])
    .map((member) =>
      join(
        member,
        instances.find((instance) => instance.DBInstanceIdentifier === member.DBInstanceIdentifier),
      ),
    )
    .sort((one, other) => inOrder(one, other) || (one.name < other.name ? -1 : 1));
}

/** Below 0 if AWS would promote `one` first; 0 if it may promote either. */
export const inOrder = (one: Member, other: Member): number =>
  one.tier - other.tier || (memoryOf(other.instanceClass) ?? 0) - (memoryOf(one.instanceClass) ?? 0);

function join(member: DBClusterMember, instance: DBInstance | undefined): Member {
  const trouble = instance?.StatusInfos?.find(
    (info) => info.StatusType === 'read replication' && info.Normal === false,
  );
  return {
    name: member.DBInstanceIdentifier ?? 'unknown',
    writer: member.IsClusterWriter === true,
    tier: member.PromotionTier ?? 15,
    status: instance?.DBInstanceStatus ?? 'not described',
    instanceClass: instance?.DBInstanceClass ?? 'unknown class',
    zone: instance?.AvailabilityZone ?? 'unknown zone',
    replicationTrouble: trouble && [trouble.Status, trouble.Message].filter(Boolean).join(': '),
  };
}

/** Why this member can't take over; undefined if it can. */
export function whyUnfit(member: Member): string | undefined {
  if (member.status !== 'available') return `${member.name} is ${member.status}`;
  if (member.replicationTrouble !== undefined)
    return `${member.name} does not replicate (${member.replicationTrouble || 'no reason given'})`;
  return undefined;
}

/** One line for the record. */
export const lineOf = (member: Member): string =>
  [
    member.name,
    member.status,
    `tier ${member.tier}`,
    member.instanceClass,
    member.zone,
    ...(member.replicationTrouble === undefined ? [] : [`replication: ${member.replicationTrouble}`]),
  ].join(', ');
