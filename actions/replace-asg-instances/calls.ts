import { AutoScalingClient, SetInstanceHealthCommand } from '@aws-sdk/client-auto-scaling';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { groupOf, inServiceOf, refreshesOf, suspendedOf, whyRefreshing } from '#action/services/asg-group';
import { allowedOf } from '#action/services/fleet';
import { targetsOf, thoseThatAre } from '#action/services/target-health';
import action from './action.ts';

/* The window that remains: an instance that becomes healthy in the milliseconds before is replaced all the same. */

const reason = reasonsOf(action);

/**
 * Without these, an instance that is marked stays, or goes without a replacement.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
const needed = ['Launch', 'Terminate', 'ReplaceUnhealthy'];

export default kitCalls(action, {
  clients: { autoscaling: AutoScalingClient, elasticloadbalancing: ElasticLoadBalancingV2Client },

  observe: async ({ group, targetGroup }, read) => {
    const found = await groupOf(group, read);
    if (!found) return { found, refreshes: [], targets: [] };
    const [refreshes, targets = []] = await Promise.all([
      refreshesOf(group, read),
      targetsOf(targetGroup, read),
    ]);
    return { found, refreshes, targets };
  },

  judge: ({ found, refreshes, targets }, { group, targetGroup, ...limits }) => {
    if (!found) return { never: reason('no-such-group', { group }) };
    const { TargetGroupARNs = [], TrafficSources = [], Instances = [] } = found;
    const sources = [...TargetGroupARNs, ...TrafficSources.map(({ Identifier }) => Identifier)];
    if (!sources.includes(targetGroup))
      return { never: reason('other-target-group', { group, targetGroup }) };
    const processes = suspendedOf(found, needed);
    if (processes.length > 0) return { refuse: reason('suspended', { group, processes }) };
    const refreshing = whyRefreshing(group, refreshes);
    if (refreshing) return { refuse: refreshing };
    const inService = inServiceOf(found).map(({ InstanceId = '' }) => InstanceId);
    const named = (state: string) => thoseThatAre(state, targets).filter((id) => inService.includes(id));
    const guarded = Instances.flatMap(({ InstanceId = '', ProtectedFromScaleIn }) =>
      ProtectedFromScaleIn ? InstanceId : [],
    );
    const fleet = {
      all: Instances.map(({ InstanceId = '' }) => InstanceId),
      healthy: named('healthy'),
      ill: named('unhealthy'),
    };
    const allowed = allowedOf(fleet, { ...limits, except: [...(limits.except ?? []), ...guarded] });
    if ('code' in allowed) return { refuse: reason(allowed.code, allowed.facts) };
    const { chosen } = allowed;
    return {
      intends: `Replace ${chosen.join(', ')} of ${group}: ${chosen.length} of its ${fleet.all.length} instances.`,
      before: { instances: fleet.all.length, healthy: fleet.healthy.length, unhealthy: fleet.ill },
      evidence: { spared: guarded, desired: found.DesiredCapacity ?? 0 },
      pin: { group: found.AutoScalingGroupARN ?? 'not reported' },
      chosen,
    };
  },

  change: async ({ group }, { chosen }, send) => {
    for (const InstanceId of chosen)
      await send(
        new SetInstanceHealthCommand({
          InstanceId,
          HealthStatus: 'Unhealthy',
          ShouldRespectGracePeriod: true,
        }),
      );
    return { did: `Marked ${chosen.join(', ')} of ${group} to be replaced.`, after: { marked: chosen } };
  },
});
