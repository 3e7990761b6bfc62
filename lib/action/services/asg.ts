import { named } from '../parameters.ts';

/** Shared by actions on an Auto Scaling group: data only. */

/** The group's name. */
export const groupName = named(
  'the name of an Auto Scaling group',
  /^[\w.@-]{1,255}$/,
  'no ARN and no pattern',
);

export type ItsGroup = { readonly group: string };

/** The part of an action's data that is the same for every group. */
export const onGroup = {
  service: 'autoscaling',
  target: ({ group }: ItsGroup) => `autoScalingGroupName/${group}`,
};

const read = (call: string) => ({
  call,
  on: '*',
  because: 'Describe calls of Auto Scaling have no resource types.',
});

/** Grants for the calls in `asg-group.ts`. */
export const groupReads = [read('DescribeAutoScalingGroups'), read('DescribeInstanceRefreshes')];
export const activityReads = [read('DescribeScalingActivities')];

/** A call that is authorized against the group. */
export const ofGroup = (call: string) => ({
  call,
  on: ({ group }: ItsGroup) => `autoScalingGroup:*:autoScalingGroupName/${group}`,
  because: "The ARN of a group has an id that AWS chooses; the group's name is exact.",
});

/** Why a group is left alone, by any action. */
export const groupReasons = {
  'no-such-group': ({ group }: ItsGroup) =>
    `there is no Auto Scaling group ${group} in this account and region`,
  refreshing: (its: ItsGroup & { status: string }) => `an instance refresh of ${its.group} is ${its.status}`,
};
