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

/** The group; undefined if it does not exist. */
export async function groupOf(group: string, read: Send): Promise<AutoScalingGroup | undefined> {
  const asked = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] });
  return (await read(asked)).AutoScalingGroups?.[0];
}

/** The instance refreshes of an existing group. */
export const refreshesOf = async (group: string, read: Send): Promise<InstanceRefresh[]> =>
  (await read(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: group }))).InstanceRefreshes ?? [];

/** Why a group is not changed during an instance refresh; undefined if there is none. */
export function whyRefreshing(group: string, refreshes: readonly InstanceRefresh[]) {
  const status = refreshes.map(({ Status = 'unknown' }) => Status).find((one) => !over.includes(one));
  return status && reason('refreshing', { group, status });
}

/** The needed processes that people have suspended. */
export const suspendedOf = (
  { SuspendedProcesses = [] }: AutoScalingGroup,
  needed: readonly string[],
): string[] =>
  needed.filter((process) => SuspendedProcesses.some(({ ProcessName }) => ProcessName === process));

export const inServiceOf = ({ Instances = [] }: AutoScalingGroup) =>
  Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
