import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { fleetLimits, fleetReasons } from '#action/services/fleet';

const Parameters = parametersOf({
  /** Name of the Auto Scaling group. */
  group: z
    .string('has to be the name of an Auto Scaling group')
    .check(z.regex(/^[\w.@-]{1,255}$/, 'must be the name of an Auto Scaling group, no ARN and no pattern')),
  /** ARN of the target group that tells which of its instances are ill. */
  targetGroup: z
    .string('has to be the ARN of a target group')
    .check(
      z.regex(
        /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:targetgroup\/[a-zA-Z0-9-]{1,32}\/[0-9a-f]{16}$/,
        'must be the full ARN of a target group',
      ),
    ),
  ...fleetLimits,
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly group: string };
const describes = 'Describe calls of Auto Scaling and Elastic Load Balancing have no resource types.';

export default kitAction({
  id: 'replace-asg-instances',
  title: 'Replace ASG instances',
  summary:
    'Marks instances of an Auto Scaling group that their target group finds unhealthy, so that the group replaces them; a share of them at once.',
  disruption:
    'The ill instances are terminated and new ones started; until those are healthy, the healthy ones carry the load, which they already do.',
  drill: {
    fault: 'a port of its tagged instances answers nobody; new instances answer',
    endsByItself: true,
    fis: {
      action: 'aws:ssm:send-command',
      targets: 'Instances',
      resourceType: 'aws:ec2:instance',
      document: 'AWSFIS-Run-Network-Blackhole-Port',
      parameters: { Protocol: 'tcp', TrafficType: 'ingress' },
      asks: { Port: 'the port that the target group checks' },
    },
  },
  parameters: Parameters,
  service: 'autoscaling',
  target: ({ group }) => `autoScalingGroupName/${group}`,
  reads: [
    { call: 'DescribeAutoScalingGroups', on: '*', because: describes },
    { call: 'DescribeInstanceRefreshes', on: '*', because: describes },
    { call: 'elasticloadbalancing:DescribeTargetHealth', on: '*', because: describes },
  ],
  changes: [
    {
      call: 'SetInstanceHealth',
      on: ({ group }) => `autoScalingGroup:*:autoScalingGroupName/${group}`,
      because: "The ARN of a group has an id that AWS chooses; the group's name is exact.",
    },
  ],
  reasons: {
    'no-such-group': ({ group }: Its) => `there is no Auto Scaling group ${group} in this account and region`,
    'other-target-group': (its: Its & { targetGroup: string }) =>
      `${its.group} does not register its instances with ${its.targetGroup}`,
    suspended: (its: Its & { processes: readonly string[] }) =>
      `${its.group} would not replace them: ${its.processes.join(', ')} is suspended`,
    refreshing: (its: Its & { status: string }) => `an instance refresh of ${its.group} is ${its.status}`,
    ...fleetReasons,
  },
});
