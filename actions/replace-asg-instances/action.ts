import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { groupName, groupReads, groupReasons, type ItsGroup, ofGroup, onGroup } from '#action/services/asg';
import { elbRead, targetGroupArn } from '#action/services/elb';
import { fleetLimits, fleetReasons } from '#action/services/fleet';

const Parameters = parametersOf({
  /** Name of the Auto Scaling group. */
  group: groupName,
  /** ARN of the target group that tells which of its instances are ill. */
  targetGroup: targetGroupArn,
  ...fleetLimits,
});
export type Parameters = z.infer<typeof Parameters>;

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
  ...onGroup,
  reads: [...groupReads, elbRead('DescribeTargetHealth')],
  changes: [ofGroup('SetInstanceHealth')],
  reasons: {
    ...groupReasons,
    'other-target-group': (its: ItsGroup & { targetGroup: string }) =>
      `${its.group} does not register its instances with ${its.targetGroup}`,
    suspended: (its: ItsGroup & { processes: readonly string[] }) =>
      `${its.group} would not replace them: ${its.processes.join(', ')} is suspended`,
    ...fleetReasons,
  },
});
