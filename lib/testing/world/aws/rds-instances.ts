import type { DBInstance, Event } from '@aws-sdk/client-rds';
import type { Stage } from '../action-world.ts';
import { awsError } from '../wire.ts';

/** How long a restart takes, in seconds. */
const restartedAfter = 90;
/** How long until added storage is available, in seconds. */
const grownAfter = 60;

/** An instance outside clusters; change its fields to change the world. */
export interface Instance {
  readonly arn: string;
  described: DBInstance;
  readonly events: Event[];
}

/** RDS instances outside clusters. */
export class RdsInstances {
  readonly #stage: Stage;
  readonly #instances = new Map<string, Instance>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Creates an available Multi-AZ instance, unless it exists. */
  put(name: string): void {
    if (this.#instances.has(name)) return;
    const { partition, region, account } = this.#stage.place;
    const described: DBInstance = {
      DBInstanceIdentifier: name,
      DBInstanceStatus: 'available',
      DBInstanceClass: 'db.m7g.large',
      Engine: 'postgres',
      EngineVersion: '17.4',
      AllocatedStorage: 100,
      StorageType: 'gp3',
      MultiAZ: true,
      AvailabilityZone: `${region}a`,
      SecondaryAvailabilityZone: `${region}b`,
      DBParameterGroups: [{ DBParameterGroupName: 'default.postgres17', ParameterApplyStatus: 'in-sync' }],
    };
    const arn = `arn:${partition}:rds:${region}:${account}:db:${name}`;
    this.#instances.set(name, { arn, described, events: [] });
  }

  remove(name: string): void {
    this.#instances.delete(name);
  }

  /** @throws Error AWS's own, if there is no such instance */
  at(name: string): Instance {
    const found = this.#instances.get(name);
    if (!found) throw awsError('DBInstanceNotFoundFault', `DBInstance ${name} not found.`);
    return found;
  }

  change(name: string, changes: DBInstance): void {
    this.at(name).described = { ...this.at(name).described, ...changes };
  }

  /** Records an event of this many minutes ago. */
  remember(name: string, minutesAgo: number, Message: string, category: string): void {
    const at = this.#stage.world.clock.milliseconds - minutesAgo * 60_000;
    this.at(name).events.push({ Date: new Date(at), Message, EventCategories: [category] });
  }

  /**
   * RebootDBInstance: only of an available instance, with a failover only if there is a standby, and never of RDS Custom or a
   * member of a Multi-AZ cluster. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RebootDBInstance.html
   */
  reboot(name: string, forceFailover: boolean): object {
    const { described: before, arn } = this.at(name);
    const isRefused =
      before.DBInstanceStatus !== 'available' ||
      before.Engine?.startsWith('custom-') ||
      before.DBClusterIdentifier !== undefined;
    if (isRefused)
      throw awsError('InvalidDBInstanceStateFault', `DB instance ${name} can't be rebooted in its state.`);
    if (forceFailover && !before.MultiAZ)
      throw awsError(
        'InvalidParameterCombination',
        'ForceFailover cannot be specified for a Single-AZ instance.',
      );
    this.change(name, { DBInstanceStatus: 'rebooting' });
    this.#stage.world.clock.after(restartedAfter, () => this.#restarted(name, before, forceFailover));
    this.#stage.effect(arn, restartedAfter);
    return { DBInstance: { ...this.at(name).described } };
  }

  /**
   * ModifyDBInstance, limited to storage: it grows by at least 10%, and not while the last change is still being optimized.
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html
   */
  grow(name: string, gibibytes = 0): object {
    const { described, arn } = this.at(name);
    if (described.DBInstanceStatus !== 'available')
      throw awsError('InvalidDBInstanceState', `DB instance ${name} can't be modified in its state.`);
    const now = described.AllocatedStorage ?? 0;
    if (gibibytes <= now)
      throw awsError(
        'InvalidParameterCombination',
        'Requested storage size cannot be less than the current size.',
      );
    const AllocatedStorage = Math.max(gibibytes, Math.ceil(now * 1.1));
    this.change(name, { DBInstanceStatus: 'modifying' });
    this.#stage.world.clock.after(grownAfter, () =>
      this.change(name, { AllocatedStorage, DBInstanceStatus: 'storage-optimization' }),
    );
    this.#stage.effect(arn, grownAfter);
    return { DBInstance: { ...this.at(name).described } };
  }

  #restarted(name: string, before: DBInstance, failedOver: boolean): void {
    const { AvailabilityZone, SecondaryAvailabilityZone } = before;
    this.change(name, {
      DBInstanceStatus: 'available',
      DBParameterGroups: (before.DBParameterGroups ?? []).map((group) => ({
        ...group,
        ParameterApplyStatus: 'in-sync',
      })),
      ...(failedOver && {
        AvailabilityZone: SecondaryAvailabilityZone,
        SecondaryAvailabilityZone: AvailabilityZone,
      }),
    });
    this.remember(name, 0, 'DB instance restarted', 'availability');
    if (failedOver) this.remember(name, 0, 'Multi-AZ instance failover completed', 'failover');
  }
}
