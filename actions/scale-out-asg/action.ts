import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';

const Parameters = parametersOf({
  /** Name of the Auto Scaling group. */
  group: z
    .string('has to be the name of an Auto Scaling group')
    .check(z.regex(/^[\w.@-]{1,255}$/, 'must be the name of an Auto Scaling group, no ARN and no pattern')),
  /** By what the number of instances is multiplied, rounded up. */
  factor: z
    .number('factor has to be a number')
    .check(z.gt(1, 'must be more than 1'), z.maximum(4, 'must be at most 4')),
  /** Never more instances than this, whatever the group's maximum is. */
  atMostInstances: z
    .int('atMostInstances has to be a whole number')
    .check(z.minimum(1, 'must be at least 1'), z.maximum(1000, 'must be at most 1000')),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly group: string };
const describes = 'Describe calls of Auto Scaling have no resource types.';

export default kitAction({
  id: 'scale-out-asg',
  title: 'Scale out ASG',
  summary:
    'Raises the minimum of an Auto Scaling group, which starts instances up to it; its policies remove them once that is taken back.',
  disruption: 'None; more instances cost more, and open more connections to what they depend on.',
  parameters: Parameters,
  service: 'autoscaling',
  target: ({ group }) => `autoScalingGroupName/${group}`,
  reads: ['DescribeAutoScalingGroups', 'DescribeInstanceRefreshes', 'DescribeScalingActivities'].map(
    (call) => ({
      call,
      on: '*',
      because: describes,
    }),
  ),
  changes: [
    {
      call: 'UpdateAutoScalingGroup',
      on: ({ group }) => `autoScalingGroup:*:autoScalingGroupName/${group}`,
      because: "The ARN of a group has an id that AWS chooses; the group's name is exact.",
    },
  ],
  leased: {
    subject: ({ group }) => `group ${group}`,
    changed: () => 'scaled out',
    back: () => 'at its usual minimum',
  },
  reasons: {
    'no-such-group': ({ group }: Its) => `there is no Auto Scaling group ${group} in this account and region`,
    'launch-suspended': ({ group }: Its) => `${group} would start none: Launch is suspended`,
    refreshing: (its: Its & { status: string }) => `an instance refresh of ${its.group} is ${its.status}`,
    'not-up': (its: Its & Record<'running' | 'desired', number>) =>
      `only ${its.running} of ${its.desired} instances of ${its.group} are in service`,
    'launches-failed': (its: Its & { minutes: number; cause: string }) =>
      `a launch of ${its.group} failed within the last ${its.minutes} minutes (${its.cause}); more of them would, too`,
    'at-maximum': (its: Its & Record<'desired' | 'most', number>) =>
      `${its.group} is to have ${its.desired} instances already, and at most ${its.most} are allowed`,
  },
});
