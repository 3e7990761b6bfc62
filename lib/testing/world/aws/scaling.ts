import type { ScalableTarget } from '@aws-sdk/client-application-auto-scaling';
import { awsError, type Commands } from '../wire.ts';
import type { Ecs } from './ecs.ts';

interface Asked {
  readonly ResourceIds?: readonly string[];
  readonly ResourceId?: string;
  readonly MinCapacity?: number;
  readonly MaxCapacity?: number;
}

/** Application Auto Scaling, limited to the task counts of ECS services. */
export class Scaling {
  readonly #ecs: Ecs;
  readonly #targets = new Map<string, ScalableTarget>();

  constructor(ecs: Ecs) {
    this.#ecs = ecs;
  }

  readonly commands: Commands = {
    DescribeScalableTargets: ({ ResourceIds = [] }: Asked) => ({
      ScalableTargets: ResourceIds.flatMap((id) => this.#targets.get(id) ?? []).map((one) => ({ ...one })),
    }),
    RegisterScalableTarget: (input: Asked) => this.#register(input),
  };

  /** Creates a scalable target of two to ten tasks, unless it exists. */
  put(cluster: string, service: string): void {
    const id = `service/${cluster}/${service}`;
    if (this.#targets.has(id)) return;
    const which = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;
    const role = { RoleARN: undefined, CreationTime: undefined };
    this.#targets.set(id, { ...which, ...role, ResourceId: id, MinCapacity: 2, MaxCapacity: 10 });
  }

  /** Someone changes it. */
  change(cluster: string, service: string, changes: Partial<ScalableTarget>): void {
    Object.assign(this.target(cluster, service), changes);
  }

  remove(cluster: string, service: string): void {
    this.#targets.delete(`service/${cluster}/${service}`);
  }

  /** @throws Error if there is none */
  target(cluster: string, service: string): ScalableTarget {
    const found = this.#targets.get(`service/${cluster}/${service}`);
    if (!found) throw awsError('ObjectNotFoundException', 'No scalable target registered.');
    return found;
  }

  /** "… changes the resource's current capacity to a value that is inside of this range": here, only up to the minimum. */
  #register({ ResourceId = '', MinCapacity, MaxCapacity }: Asked): object {
    const [, cluster = '', service = ''] = ResourceId.split('/');
    const target = this.target(cluster, service);
    if (MinCapacity !== undefined) target.MinCapacity = MinCapacity;
    if (MaxCapacity !== undefined) target.MaxCapacity = MaxCapacity;
    const { service: its } = this.#ecs.service(cluster, service);
    const least = target.MinCapacity ?? 0;
    if ((its.desiredCount ?? 0) < least) this.#ecs.scale(cluster, service, least);
    return {};
  }
}
