import type { Volume, VolumeModification } from '@aws-sdk/client-ec2';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly VolumeIds?: readonly string[];
  readonly VolumeId?: string;
  readonly Size?: number;
}

/** How long EBS takes to provide a new size, and then to optimize the volume, in seconds. */
const [enlargedAfter, optimizedAfter] = [60, 3 * 3_600];
const cooldownSeconds = 6 * 3_600;

/** EBS volumes. */
export class Volumes {
  readonly #stage: Stage;
  readonly #volumes = new Map<string, Volume>();
  /** The last change of each volume. */
  readonly changes = new Map<string, VolumeModification>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeVolumes: ({ VolumeIds = [] }: Asked) => ({
      Volumes: VolumeIds.map((id) => ({ ...this.volume(id) })),
    }),
    DescribeVolumesModifications: ({ VolumeIds: [id = ''] = [] }: Asked) => {
      const last = this.changes.get(id);
      if (!last)
        throw awsError(
          'InvalidVolumeModification.NotFound',
          `Modification for volume '${id}' does not exist.`,
        );
      return { VolumesModifications: [{ ...last }] };
    },
    ModifyVolume: (input: Asked) => this.#modify(input),
  };

  /** Creates a 100 GiB volume that is in use, unless it exists. */
  put(id: string): void {
    const Attachments = [
      { InstanceId: 'i-0123456789abcdef0', Device: '/dev/xvdf', State: 'attached' as const },
    ];
    const made: Volume = { VolumeId: id, Size: 100, VolumeType: 'gp3', State: 'in-use', Attachments };
    if (!this.#volumes.has(id)) this.#volumes.set(id, made);
  }

  remove(id: string): void {
    this.#volumes.delete(id);
  }

  /** @throws Error EC2's own, if there is no such volume */
  volume(id: string): Volume {
    const found = this.#volumes.get(id);
    if (!found) throw awsError('InvalidVolume.NotFound', `The volume '${id}' does not exist.`);
    return found;
  }

  /** The volume is grown within a minute, then optimized. It never shrinks, and can't change twice in six hours. */
  #modify({ VolumeId = '', Size = 0 }: Asked): object {
    const volume = this.volume(VolumeId);
    const { clock } = this.#stage.world;
    const last = this.changes.get(VolumeId);
    if (last?.ModificationState === 'modifying' || last?.ModificationState === 'optimizing')
      throw awsError(
        'IncorrectModificationState',
        `Volume ${VolumeId} cannot be modified in modification state ${last.ModificationState}`,
      );
    if (last?.StartTime && clock.milliseconds - last.StartTime.getTime() < cooldownSeconds * 1_000)
      throw awsError(
        'VolumeModificationRateExceeded',
        "You've reached the maximum modification rate per volume limit. Wait at least 6 hours between modifications per EBS volume.",
      );
    if (Size < (volume.Size ?? 0))
      throw awsError('InvalidParameterValue', 'New size cannot be smaller than existing size');
    const change: VolumeModification = {
      ...{ VolumeId, OriginalSize: volume.Size, TargetSize: Size, Progress: 0 },
      ...{ ModificationState: 'modifying', StartTime: clock.now() },
    };
    this.changes.set(VolumeId, change);
    clock.after(enlargedAfter, () => {
      volume.Size = Size;
      change.ModificationState = 'optimizing';
      clock.after(optimizedAfter, () =>
        Object.assign(change, { ModificationState: 'completed', Progress: 100 }),
      );
    });
    this.#stage.effect(VolumeId, enlargedAfter);
    return { VolumeModification: { ...change } };
  }
}
