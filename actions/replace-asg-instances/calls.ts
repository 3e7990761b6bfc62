import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  SetInstanceHealthCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { allowedOf } from '#action/services/fleet';
import action from './action.ts';

/* The window that remains: an instance that becomes healthy in the milliseconds before is replaced all the same. */

const reason = reasonsOf(action);

/** Without these, an instance that is marked stays, or goes and nothing comes. https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
const needed = ['Launch', 'Terminate', 'ReplaceUnhealthy'];
/** https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRefresh.html (Status) */
const over = ['Successful', 'Failed', 'Cancelled', 'RollbackFailed', 'RollbackSuccessful'];

export default kitCalls(action, {
  clients: { autoscaling: AutoScalingClient, elasticloadbalancing: ElasticLoadBalancingV2Client },

  observe: async ({ group, targetGroup }, read) => {
    const { AutoScalingGroups: [found] = [] } = await read(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
    );
    if (!found) return { found, refreshes: [], health: [] };
    const [{ InstanceRefreshes: refreshes = [] }, health] = await Promise.all([
      read(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: group })),
      ifThere(
        read(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup })),
        'TargetGroupNotFoundException',
      ),
    ]);
    return { found, refreshes, health: health?.TargetHealthDescriptions ?? [] };
  },

  judge: ({ found, refreshes, health }, { group, targetGroup, ...limits }) => {
    if (!found) return { never: reason('no-such-group', { group }) };
    const { TargetGroupARNs = [], TrafficSources = [], SuspendedProcesses = [], Instances = [] } = found;
    const sources = [...TargetGroupARNs, ...TrafficSources.map(({ Identifier }) => Identifier)];
    if (!sources.includes(targetGroup))
      return { never: reason('other-target-group', { group, targetGroup }) };
    const suspended = SuspendedProcesses.map(({ ProcessName = '' }) => ProcessName);
    const processes = needed.filter((name) => suspended.includes(name));
    if (processes.length > 0) return { refuse: reason('suspended', { group, processes }) };
    const refresh = refreshes.find(({ Status = 'unknown' }) => !over.includes(Status));
    if (refresh) return { refuse: reason('refreshing', { group, status: refresh.Status ?? 'unknown' }) };
    const states = new Map(health.map(({ Target, TargetHealth }) => [Target?.Id, TargetHealth?.State]));
    const inService = Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
    const named = (wanted: string) =>
      inService.flatMap(({ InstanceId = '' }) => (states.get(InstanceId) === wanted ? InstanceId : []));
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
