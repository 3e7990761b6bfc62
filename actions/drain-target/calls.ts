import {
  DeregisterTargetsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { noTargetGroup, targetsOf, thoseThatAre } from '#action/services/target-health';
import action, { type Parameters } from './action.ts';

/* The window that remains: another target may become unhealthy between the second look and the call. */

const reason = reasonsOf(action);

/** The group with the health of its targets; undefined if it is gone. */
async function find({ targetGroup }: Parameters, read: Send) {
  const asked = read(new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroup] }));
  const group = (await ifThere(asked, noTargetGroup))?.TargetGroups?.[0];
  const targets = group && (await targetsOf(targetGroup, read));
  return group && targets && { group, targets };
}

type Targets = NonNullable<Awaited<ReturnType<typeof find>>>['targets'];

/** The instance's targets, except those on their way out: "The target enters the draining state". */
const registered = (targets: Targets, instance: string): Targets =>
  targets.filter(({ Target, TargetHealth }) => Target?.Id === instance && TargetHealth?.State !== 'draining');

export default kitCalls(action, {
  clients: { elasticloadbalancing: ElasticLoadBalancingV2Client },

  observe: (its, read) => find(its, read),

  judge: (found, its) => {
    const { targetGroup, instance, atLeastHealthy: least } = its;
    if (!found) return { never: reason('no-such-group', its) };
    const { group, targets } = found;
    const { TargetType: type = 'unknown', Port } = group;
    if (type !== 'instance') return { never: reason('not-instances', { targetGroup, type }) };
    const own = registered(targets, instance);
    if (own.length === 0) return { refuse: reason('not-registered', its) };
    const ports = own.map(({ Target }) => Target?.Port ?? Port);
    if (ports.some((port) => port !== Port))
      return { refuse: reason('other-port', { targetGroup, instance, ports: ports.map(String) }) };
    const healthy = thoseThatAre('healthy', targets).filter((id) => id !== instance).length;
    if (healthy < least) return { refuse: reason('too-few-healthy', { targetGroup, healthy, least }) };
    const state = own[0]?.TargetHealth?.State ?? 'unknown';
    return {
      intends: `Take ${instance} out of its target group; ${healthy} others are healthy.`,
      before: { registered: 'yes', state },
      evidence: { reason: own[0]?.TargetHealth?.Description ?? 'none' },
      pin: { instance, registered: 'yes' },
    };
  },

  change: async ({ targetGroup, instance }, _agreed, send) => {
    await send(new DeregisterTargetsCommand({ TargetGroupArn: targetGroup, Targets: [{ Id: instance }] }));
    return { did: `Took ${instance} out of its target group.`, after: { registered: 'no' } };
  },

  restore: {
    values: () => ({ before: { registered: 'yes' }, wrote: { registered: 'no' } }),
    look: async (its, read) => {
      const found = await find(its, read);
      return found && { registered: registered(found.targets, its.instance).length > 0 ? 'yes' : 'no' };
    },
    putBack: async ({ targetGroup, instance }, _lease, { send }) => {
      await send(new RegisterTargetsCommand({ TargetGroupArn: targetGroup, Targets: [{ Id: instance }] }));
      return { did: `Put ${instance} back into its target group.`, after: { registered: 'yes' } };
    },
  },
});
