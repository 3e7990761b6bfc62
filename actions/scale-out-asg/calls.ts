import {
  AutoScalingClient,
  DescribeScalingActivitiesCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import { kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { groupOf, inServiceOf, refreshesOf, suspendedOf, whyRefreshing } from '#action/services/asg-group';
import { line } from '#core/text';
import action from './action.ts';

/* The window that remains: someone may set another minimum between the second look and the call. */

const reason = reasonsOf(action);
/** How long a failed launch speaks against another one, in minutes. */
const minutes = 15;

export default kitCalls(action, {
  clients: { autoscaling: AutoScalingClient },

  observe: async ({ group }, read) => {
    const found = await groupOf(group, read);
    if (!found) return { found, refreshes: [], activities: [] };
    const [refreshes, { Activities: activities = [] }] = await Promise.all([
      refreshesOf(group, read),
      read(new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group, MaxRecords: 20 })),
    ]);
    return { found, refreshes, activities };
  },

  judge: ({ found, refreshes, activities }, its, now) => {
    const { group, factor, atMostInstances } = its;
    if (!found) return { never: reason('no-such-group', its) };
    const { MinSize: minimum = 0, MaxSize = 0, DesiredCapacity: desired = 0 } = found;
    if (suspendedOf(found, ['Launch']).length > 0) return { refuse: reason('launch-suspended', its) };
    const refreshing = whyRefreshing(group, refreshes);
    if (refreshing) return { refuse: refreshing };
    const failed = activities.find(
      ({ StatusCode, StartTime }) =>
        StatusCode === 'Failed' && now.getTime() - (StartTime?.getTime() ?? 0) < minutes * 60_000,
    );
    if (failed)
      return {
        refuse: reason('launches-failed', {
          group,
          minutes,
          cause: line(failed.StatusMessage ?? 'unknown', 200),
        }),
      };
    const running = inServiceOf(found).length;
    if (running < desired) return { refuse: reason('not-up', { group, running, desired }) };
    const most = Math.min(atMostInstances, MaxSize);
    const to = Math.min(Math.ceil(desired * factor), most);
    if (to <= desired) return { refuse: reason('at-maximum', { group, desired, most }) };
    return {
      intends: `Run ${to} instances of ${group} instead of ${desired}: raise its minimum from ${minimum}.`,
      before: { desired, minimum, maximum: MaxSize },
      evidence: { inService: running },
      pin: { minimum, to },
    };
  },

  /**
   * "If … the new MinSize is larger than the current size of the group, this sets the group's DesiredCapacity to be equal to the
   * new MinSize value."
   * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
   */
  change: async ({ group }, { pin }, send) => {
    await send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group, MinSize: pin.to }));
    return {
      did: `Raised the minimum of ${group} from ${pin.minimum} to ${pin.to}.`,
      after: { minimum: pin.to },
    };
  },

  restore: {
    values: ({ minimum, to }) => ({ before: { minimum }, wrote: { minimum: to } }),
    look: async ({ group }, read) => {
      const found = await groupOf(group, read);
      return found && { minimum: found.MinSize ?? 0 };
    },
    putBack: async ({ group }, { before: { minimum } }, { send }) => {
      const MinSize = Number(minimum);
      await send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group, MinSize }));
      return { did: `Set the minimum of ${group} back to ${MinSize}.`, after: { minimum: MinSize } };
    },
  },
});
