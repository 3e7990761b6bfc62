import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  EC2Client,
  type InstanceStatusEvent,
  RebootInstancesCommand,
} from '@aws-sdk/client-ec2';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action from './action.ts';

/*
 * The window that remains: the instance may be stopped or replaced in the milliseconds before. A second reboot while one is
 * under way is another reboot.
 */

const reason = reasonsOf(action);
/**
 * "The following tags are reserved: aws:autoscaling:groupName"
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-tagging.html
 */
const groupTag = 'aws:autoscaling:groupName';

/**
 * Events that are over stay in the list, with a mark in their description.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_scheduled_events.html
 */
const isAhead = ({ Description = '' }: InstanceStatusEvent): boolean =>
  !/^\[(Completed|Canceled)\]/i.test(Description);
const eventLine = ({ Code, NotBefore }: InstanceStatusEvent): string =>
  `${Code ?? 'an event'} from ${NotBefore?.toISOString() ?? 'no known time'}`;

export default kitCalls(action, {
  clients: { ec2: EC2Client },

  observe: async ({ instance }, read) => {
    const asked = read(new DescribeInstancesCommand({ InstanceIds: [instance] }));
    const found = (await ifThere(asked, 'InvalidInstanceID.NotFound'))?.Reservations?.[0]?.Instances?.[0];
    if (!found?.InstanceType) return { found };
    const [{ InstanceStatuses: [status] = [] }, { InstanceTypes: [type] = [] }] = await Promise.all([
      read(new DescribeInstanceStatusCommand({ InstanceIds: [instance], IncludeAllInstances: true })),
      read(new DescribeInstanceTypesCommand({ InstanceTypes: [found.InstanceType] })),
    ]);
    return { found, status, type };
  },

  judge: ({ found, status, type }, { instance, instanceStore }) => {
    const { InstanceType = 'an unknown type', State, LaunchTime, Tags = [] } = found ?? {};
    const state = State?.Name ?? 'in no known state';
    if (!found || state === 'terminated') return { never: reason('no-such-instance', { instance }) };
    const group = Tags.find(({ Key }) => Key === groupTag)?.Value;
    if (group) return { never: reason('in-a-group', { instance, group }) };
    // A type that is not known to have none counts as having them.
    if (type?.InstanceStorageSupported !== false && !instanceStore)
      return { never: reason('instance-store', { instance, type: InstanceType }) };
    if (state !== 'running') return { refuse: reason('not-running', { instance, state }) };
    const events = (status?.Events ?? []).filter(isAhead).map(eventLine);
    if (events.length > 0) return { refuse: reason('scheduled-event', { instance, events }) };
    const launchedAt = LaunchTime?.toISOString() ?? 'not reported';
    return {
      intends: `Reboot ${instance} (${InstanceType}).`,
      before: { state, launchedAt },
      evidence: {
        name: Tags.find(({ Key }) => Key === 'Name')?.Value ?? 'none',
        instanceCheck: status?.InstanceStatus?.Status ?? 'not reported',
        systemCheck: status?.SystemStatus?.Status ?? 'not reported',
      },
      pin: { state, launchedAt },
    };
  },

  change: async ({ instance }, { pin }, send) => {
    await send(new RebootInstancesCommand({ InstanceIds: [instance] }));
    return { did: `Asked EC2 to reboot ${instance}.`, after: { launchedAt: pin.launchedAt } };
  },
});
