import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { instanceId } from '#action/services/ec2';
import { elbRead, resourceIn, targetGroupArn } from '#action/services/elb';

const Parameters = parametersOf({
  /** ARN of the target group. */
  targetGroup: targetGroupArn,
  /** The instance that gets no requests for a while. */
  instance: instanceId,
  /** How many other targets must be healthy. With fewer, the instance stays. */
  atLeastHealthy: z.int('atLeastHealthy has to be a whole number').check(z.minimum(1, 'must be at least 1')),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly targetGroup: string };

export default kitAction({
  id: 'drain-target',
  title: 'Drain target',
  summary:
    'Takes an instance out of a target group, so that it gets no requests and stays to be looked at. Taken back afterwards.',
  disruption: 'Requests in flight end as in any deregistration; the other targets carry the load.',
  parameters: Parameters,
  service: 'elasticloadbalancing',
  target: ({ targetGroup }) => resourceIn(targetGroup),
  reads: ['DescribeTargetGroups', 'DescribeTargetHealth'].map(elbRead),
  changes: ['DeregisterTargets', 'RegisterTargets'],
  leased: {
    subject: ({ instance }) => `instance ${instance}`,
    changed: () => 'out of its target group',
    back: () => 'in its target group',
  },
  reasons: {
    'no-such-group': ({ targetGroup }: Its) => `there is no target group ${targetGroup}`,
    'not-instances': (its: Its & { type: string }) =>
      `${its.targetGroup} has targets of type ${its.type}, which ECS or Lambda would register again`,
    'not-registered': (its: Its & { instance: string }) =>
      `${its.instance} is no target of ${its.targetGroup}, or is draining`,
    'other-port': (its: Its & { instance: string; ports: readonly string[] }) =>
      `${its.instance} is registered with other ports than the group's (${its.ports.join(', ')}), as ECS does it; ECS would register it again`,
    'too-few-healthy': (its: Its & Record<'healthy' | 'least', number>) =>
      `only ${its.healthy} other targets of ${its.targetGroup} are healthy, fewer than the ${its.least} that have to be`,
  },
});
