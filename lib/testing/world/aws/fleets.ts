import type { Activity, AutoScalingGroup, InstanceRefresh } from '@aws-sdk/client-auto-scaling';
import type { TargetHealthStateEnum, TargetTypeEnum } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly AutoScalingGroupNames?: readonly string[];
  readonly AutoScalingGroupName?: string;
  readonly TargetGroupArn?: string;
  readonly InstanceId?: string;
  readonly MinSize?: number;
  readonly Targets?: readonly { readonly Id?: string }[];
  readonly TargetGroupArns?: readonly string[];
}

/** An Auto Scaling group, and its instances' health by its target group; change its fields to change the world. */
export interface Group {
  described: AutoScalingGroup;
  readonly targetGroup: string;
  /** By instance. */
  readonly health: Map<string, TargetHealthStateEnum>;
  readonly refreshes: InstanceRefresh[];
  /** What it did lately, newest first. */
  readonly activities: Activity[];
  /** Of its target group. */
  targetType: TargetTypeEnum;
  /** The port of each target whose port is not its target group's. */
  readonly ports: Map<string, number>;
}

/** How long a group takes to replace an instance, in seconds. */
const replacedAfter = 60;

/** Auto Scaling groups, and the target groups that tell how healthy their instances are. */
export class Fleets {
  readonly #stage: Stage;
  readonly #groups = new Map<string, Group>();
  #launched = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly autoscaling: Commands = {
    DescribeAutoScalingGroups: ({ AutoScalingGroupNames = [] }: Asked) => ({
      AutoScalingGroups: AutoScalingGroupNames.flatMap((name) => this.#groups.get(name)?.described ?? []),
    }),
    DescribeInstanceRefreshes: ({ AutoScalingGroupName = '' }: Asked) => ({
      InstanceRefreshes: this.group(AutoScalingGroupName).refreshes,
    }),
    DescribeScalingActivities: ({ AutoScalingGroupName = '' }: Asked) => ({
      Activities: this.group(AutoScalingGroupName).activities,
    }),
    UpdateAutoScalingGroup: (input: Asked) => this.#update(input),
    SetInstanceHealth: ({ InstanceId = '' }: Asked) => this.#mark(InstanceId),
  };

  readonly elasticloadbalancing: Commands = {
    DescribeTargetHealth: ({ TargetGroupArn }: Asked) => {
      const { health, ports } = this.#behind(TargetGroupArn);
      const described = [...health].map(([Id, State]) => ({
        Target: { Id, Port: ports.get(Id) ?? 80 },
        TargetHealth: { State },
      }));
      return { TargetHealthDescriptions: described };
    },
    DescribeTargetGroups: ({ TargetGroupArns = [] }: Asked) => ({
      TargetGroups: TargetGroupArns.map((TargetGroupArn) => {
        const { targetType: TargetType } = this.#behind(TargetGroupArn);
        return { TargetGroupArn, TargetType, Port: 80 };
      }),
    }),
    DeregisterTargets: (input: Asked) => this.#register(input, 'draining'),
    RegisterTargets: (input: Asked) => this.#register(input, 'initial'),
  };

  /** Creates a group of ten instances, two of them unhealthy, unless it exists. */
  put(name: string, targetGroup: string): void {
    if (this.#groups.has(name)) return;
    const { partition, region, account } = this.#stage.place;
    const group: Group = {
      targetGroup,
      health: new Map(),
      refreshes: [],
      activities: [],
      targetType: 'instance',
      ports: new Map(),
      described: {
        AutoScalingGroupName: name,
        AutoScalingGroupARN: `arn:${partition}:autoscaling:${region}:${account}:autoScalingGroup:1a2b:autoScalingGroupName/${name}`,
        TargetGroupARNs: [targetGroup],
        ...{ MinSize: 4, MaxSize: 20, DesiredCapacity: 10, DefaultCooldown: 300 },
        ...{ AvailabilityZones: [`${region}a`], HealthCheckType: 'EC2', CreatedTime: new Date(0) },
        SuspendedProcesses: [],
        Instances: [],
      },
    };
    this.#groups.set(name, group);
    for (let number = 0; number < 10; number++) this.#launch(group, number < 2 ? 'unhealthy' : 'healthy');
  }

  /** @throws Error AWS's own, if there is no such group */
  group(name: string): Group {
    const found = this.#groups.get(name);
    if (!found) throw awsError('ValidationError', `AutoScalingGroup name not found - ${name}`);
    return found;
  }

  change(name: string, changes: Partial<AutoScalingGroup>): void {
    this.group(name).described = { ...this.group(name).described, ...changes };
  }

  remove(name: string): void {
    this.#groups.delete(name);
  }

  #launch(group: Group, state: TargetHealthStateEnum): void {
    const InstanceId = `i-${String(++this.#launched).padStart(17, '0')}`;
    group.health.set(InstanceId, state);
    group.described.Instances?.push({
      InstanceId,
      AvailabilityZone: 'a',
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
      ProtectedFromScaleIn: false,
    });
  }

  #behind(targetGroup: string | undefined): Group {
    const found = [...this.#groups.values()].find((group) => group.targetGroup === targetGroup);
    if (!found) throw awsError('TargetGroupNotFoundException', 'One or more target groups not found');
    return found;
  }

  /** After a while, a draining target is gone, and a new one is healthy. */
  #register({ TargetGroupArn, Targets = [] }: Asked, to: 'draining' | 'initial'): object {
    const { health } = this.#behind(TargetGroupArn);
    for (const { Id = '' } of Targets) {
      health.set(Id, to);
      this.#stage.world.clock.after(replacedAfter, () => {
        if (health.get(Id) !== to) return;
        if (to === 'draining') health.delete(Id);
        else health.set(Id, 'healthy');
      });
    }
    this.#stage.effect(TargetGroupArn ?? '', replacedAfter);
    return {};
  }

  /**
   * "… sets the group's DesiredCapacity to be equal to the new MinSize value."
   * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
   */
  #update({ AutoScalingGroupName = '', MinSize }: Asked): object {
    const group = this.group(AutoScalingGroupName);
    if (MinSize === undefined) return {};
    if (MinSize > (group.described.MaxSize ?? 0))
      throw awsError('ValidationError', 'Max bound must be greater than or equal to min bound');
    const missing = MinSize - (group.described.DesiredCapacity ?? 0);
    this.change(AutoScalingGroupName, {
      MinSize,
      DesiredCapacity: Math.max(MinSize, group.described.DesiredCapacity ?? 0),
    });
    for (let number = 0; number < missing; number++) this.#launch(group, 'healthy');
    this.#stage.effect(group.described.AutoScalingGroupARN ?? '', replacedAfter);
    return {};
  }

  /**
   * A group replaces an instance that is marked unhealthy.
   * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SetInstanceHealth.html
   */
  #mark(id: string): object {
    const group = [...this.#groups.values()].find(({ health }) => health.has(id));
    if (!group)
      throw awsError(
        'ValidationError',
        `Instance Id not found - No managed instance found for instance ID ${id}`,
      );
    const suspended = group.described.SuspendedProcesses ?? [];
    if (suspended.length > 0) return {};
    this.#stage.world.clock.after(replacedAfter, () => {
      group.health.delete(id);
      group.described.Instances = (group.described.Instances ?? []).filter(
        ({ InstanceId }) => InstanceId !== id,
      );
      this.#launch(group, 'healthy');
    });
    this.#stage.effect(id, replacedAfter);
    return {};
  }
}
