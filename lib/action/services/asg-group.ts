import {
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
} from '@aws-sdk/client-auto-scaling';
import type { Send } from '../calls.ts';
import { reasonsOf } from '../reasons.ts';
import { groupReasons } from './asg.ts';

const reason = reasonsOf({ reasons: groupReasons });

/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html (Status) */
const over = ['Successful', 'Failed', 'Cancelled', 'RollbackFailed', 'RollbackSuccessful'];

/** The group; undefined where there is none. */
export async function groupOf(group: string, read: Send): Promise<AutoScalingGroup | undefined> {
  const asked = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] });
  return (await read(asked)).AutoScalingGroups?.[0];
}

/** The refreshes of a group that is there. */
export const refreshesOf = async (group: string, read: Send): Promise<InstanceRefresh[]> =>
  (await read(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: group }))).InstanceRefreshes ?? [];

/** Why a group is not changed while a refresh of its instances goes on; undefined if none does. */
export function whyRefreshing(group: string, refreshes: readonly InstanceRefresh[]) {
  const status = refreshes.map(({ Status = 'unknown' }) => Status).find((one) => !over.includes(one));
  return status && reason('refreshing', { group, status });
}

/** Processes that people have suspended, of those that are needed. */
export const suspendedOf = (
  { SuspendedProcesses = [] }: AutoScalingGroup,
  needed: readonly string[],
): string[] =>
  needed.filter((process) => SuspendedProcesses.some(({ ProcessName }) => ProcessName === process));

export const inServiceOf = ({ Instances = [] }: AutoScalingGroup) =>
  Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
