import {
  DescribeVolumesCommand,
  DescribeVolumesModificationsCommand,
  EC2Client,
  ModifyVolumeCommand,
} from '@aws-sdk/client-ec2';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { iso } from '#core/time';
import action from './action.ts';

/* The window that remains: someone else may change the volume in the milliseconds before. EBS then refuses this change. */

const reason = reasonsOf(action);

/**
 * "After modifying a volume, you must wait at least six hours and ensure that the volume is in the in-use or available state
 * before you can modify the same volume." https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVolume.html
 */
const cooldownMilliseconds = 6 * 3_600_000;

export default kitCalls(action, {
  clients: { ec2: EC2Client },

  observe: async ({ volume }, read) => {
    const VolumeIds = [volume];
    const [found, changes] = await Promise.all([
      ifThere(read(new DescribeVolumesCommand({ VolumeIds })), 'InvalidVolume.NotFound'),
      // A volume that was never changed has no modification, and asking for one by its id is an error.
      ifThere(
        read(new DescribeVolumesModificationsCommand({ VolumeIds })),
        'InvalidVolume.NotFound',
        'InvalidVolumeModification.NotFound',
      ),
    ]);
    return { found: found?.Volumes?.[0], last: changes?.VolumesModifications?.[0] };
  },

  judge: ({ found, last }, { volume, growByGiB, upToGiB: cap }, now) => {
    if (!found) return { never: reason('no-such-volume', { volume }) };
    if (found.Operator?.Managed)
      return { never: reason('managed-by', { volume, by: found.Operator.Principal ?? 'AWS' }) };
    const { State: state = 'in no known state', Size = 0 } = found;
    if (!['in-use', 'available'].includes(state)) return { refuse: reason('not-usable', { volume, state }) };
    const { ModificationState: change = 'completed', Progress: percent = 0, StartTime } = last ?? {};
    if (change === 'modifying' || change === 'optimizing')
      return { refuse: reason('being-modified', { volume, state: change, percent }) };
    const until = new Date((StartTime?.getTime() ?? Number.NEGATIVE_INFINITY) + cooldownMilliseconds);
    if (until > now) return { refuse: reason('cooling-down', { volume, until: iso(until) }) };
    const size = Size + growByGiB;
    if (size > cap) return { refuse: reason('above-the-cap', { what: volume, size, cap }) };
    const on = (found.Attachments ?? []).map(({ InstanceId = 'unknown', Device = '' }) =>
      `${InstanceId} ${Device}`.trim(),
    );
    return {
      intends: `Grow ${volume} from ${Size} to ${size} GiB, for good; its file system is not grown by that.`,
      before: { gibibytes: Size, type: found.VolumeType ?? 'not reported' },
      evidence: { attachedTo: on, lastChange: StartTime ? iso(StartTime) : 'never' },
      pin: { gibibytes: Size },
    };
  },

  change: async ({ volume: VolumeId, growByGiB }, { pin }, send) => {
    const Size = pin.gibibytes + growByGiB;
    const { VolumeModification } = await send(new ModifyVolumeCommand({ VolumeId, Size }));
    return {
      did: `Asked EBS to grow ${VolumeId} from ${pin.gibibytes} to ${Size} GiB. Grow its file system now, and set the size so in your infrastructure as code, too: it can't go back.`,
      after: { gibibytes: Size, state: VolumeModification?.ModificationState ?? 'not reported' },
    };
  },
});
