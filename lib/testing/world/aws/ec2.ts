import type { Instance, InstanceStatus, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly InstanceIds?: readonly string[];
  readonly InstanceTypes?: readonly string[];
}

/** An instance; change its fields to change the world. */
interface Ec2Instance {
  described: Instance;
  status: InstanceStatus;
}

/** How long an instance takes to reboot, in seconds. */
const rebootedAfter = 90;

/** EC2, limited to single instances. */
export class Ec2 {
  readonly #stage: Stage;
  readonly #instances = new Map<string, Ec2Instance>();
  readonly types = new Map<string, InstanceTypeInfo>([
    ['m7g.large', { InstanceType: 'm7g.large', InstanceStorageSupported: false }],
    ['i4i.large', { InstanceType: 'i4i.large', InstanceStorageSupported: true }],
  ]);

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeInstances: ({ InstanceIds = [] }: Asked) => ({
      Reservations: InstanceIds.map((id) => ({ Instances: [this.instance(id).described] })),
    }),
    DescribeInstanceStatus: ({ InstanceIds = [] }: Asked) => ({
      InstanceStatuses: InstanceIds.map((id) => this.instance(id).status),
    }),
    DescribeInstanceTypes: ({ InstanceTypes = [] }: Asked) => ({
      InstanceTypes: InstanceTypes.flatMap((type) => this.types.get(type) ?? []),
    }),
    RebootInstances: ({ InstanceIds = [] }: Asked) => this.#reboot(InstanceIds),
  };

  /** Creates a running but impaired instance that belongs to no group, unless it exists. */
  put(id: string): void {
    if (this.#instances.has(id)) return;
    const { clock } = this.#stage.world;
    this.#instances.set(id, {
      described: {
        InstanceId: id,
        InstanceType: 'm7g.large',
        State: { Name: 'running' },
        LaunchTime: new Date(clock.milliseconds - 30 * 86_400_000),
        Tags: [],
      },
      status: { InstanceId: id, InstanceStatus: { Status: 'impaired' }, SystemStatus: { Status: 'ok' } },
    });
  }

  /** @throws Error AWS's own, if there is no such instance */
  instance(id: string): Ec2Instance {
    const found = this.#instances.get(id);
    if (!found) throw awsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    return found;
  }

  change(id: string, changes: Instance): void {
    this.instance(id).described = { ...this.instance(id).described, ...changes };
  }

  remove(id: string): void {
    this.#instances.delete(id);
  }

  /**
   * "RebootInstances … only queues a request to reboot the specified instances."
   * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RebootInstances.html
   */
  #reboot(ids: readonly string[]): object {
    for (const id of ids) {
      const { described, status } = this.instance(id);
      if (described.State?.Name !== 'running')
        throw awsError(
          'IncorrectState',
          `The instance '${id}' is not in a state from which it can be rebooted.`,
        );
      this.#stage.world.clock.after(rebootedAfter, () => {
        status.InstanceStatus = { Status: 'ok' };
      });
      this.#stage.effect(id, rebootedAfter);
    }
    return {};
  }
}
