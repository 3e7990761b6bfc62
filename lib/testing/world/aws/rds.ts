import type { DBCluster, DBInstance, Event } from '@aws-sdk/client-rds';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';
import { RdsInstances } from './rds-instances.ts';

/** How long Aurora takes to promote a reader, in seconds. */
const promotedAfter = 30;

interface Asked {
  readonly DBClusterIdentifier?: string;
  readonly DBInstanceIdentifier?: string;
  readonly ForceFailover?: boolean;
  readonly AllocatedStorage?: number;
  readonly SourceType?: string;
  readonly TargetDBInstanceIdentifier?: string;
  readonly SourceIdentifier?: string;
  readonly Duration?: number;
  readonly EventCategories?: readonly string[];
  readonly Marker?: string;
  readonly Filters?: ReadonlyArray<{ readonly Values?: readonly string[] }>;
}

/** An instance of a cluster; change its fields to change the world. */
export interface AuroraInstance {
  readonly name: string;
  writer: boolean;
  tier: number;
  status: string;
  instanceClass: string;
  /** Why it does not replicate. @default - it does */
  replication?: string;
}

/** An Aurora cluster; change its fields to change the world. */
export interface AuroraCluster {
  readonly arn: string;
  status: string;
  engine: string;
  instances: AuroraInstance[];
  readonly events: Event[];
}

/** RDS: Aurora clusters, and instances outside clusters. */
export class Rds {
  readonly #stage: Stage;
  readonly #clusters = new Map<string, AuroraCluster>();
  readonly instances: RdsInstances;

  constructor(stage: Stage) {
    this.#stage = stage;
    this.instances = new RdsInstances(stage);
  }

  readonly commands: Commands = {
    DescribeDBClusters: ({ DBClusterIdentifier = '' }: Asked) => ({
      DBClusters: [described(DBClusterIdentifier, this.cluster(DBClusterIdentifier))],
    }),
    DescribeDBInstances: ({ DBInstanceIdentifier: named, Filters = [] }: Asked) => ({
      DBInstances:
        named !== undefined
          ? [{ ...this.instances.at(named).described }]
          : Filters.flatMap(({ Values = [] }) => Values).flatMap((name) =>
              this.cluster(name).instances.map(asInstance),
            ),
    }),
    DescribeEvents: (input: Asked) => this.#events(input),
    ModifyDBInstance: ({ DBInstanceIdentifier = '', AllocatedStorage }: Asked) =>
      this.instances.grow(DBInstanceIdentifier, AllocatedStorage),
    RebootDBInstance: ({ DBInstanceIdentifier = '', ForceFailover = false }: Asked) =>
      this.instances.reboot(DBInstanceIdentifier, ForceFailover),
    FailoverDBCluster: (input: Asked) => this.#failOver(input),
  };

  /** Creates a cluster with a writer and two readers, unless it exists. */
  put(name: string): void {
    const { partition, region, account } = this.#stage.place;
    if (this.#clusters.has(name)) return;
    this.#clusters.set(name, {
      arn: `arn:${partition}:rds:${region}:${account}:cluster:${name}`,
      status: 'available',
      engine: 'aurora-postgresql',
      instances: ['a', 'b', 'c'].map((letter) => ({
        name: `${name}-${letter}`,
        writer: letter === 'a',
        tier: 1,
        status: 'available',
        instanceClass: 'db.r7g.large',
      })),
      events: [],
    });
  }

  remove(name: string): void {
    this.#clusters.delete(name);
  }

  /** @throws Error AWS's own, if there is no such cluster */
  cluster(name: string): AuroraCluster {
    const found = this.#clusters.get(name);
    if (!found) throw awsError('DBClusterNotFoundFault', `DBCluster ${name} not found.`);
    return found;
  }

  /** An instance of a cluster by its last letter. */
  instance(cluster: string, letter: string): AuroraInstance {
    const found = this.cluster(cluster).instances.find(({ name }) => name === `${cluster}-${letter}`);
    if (!found) throw new Error(`The rehearsal has no instance ${cluster}-${letter}`);
    return found;
  }

  /** Records an event of this many minutes ago. */
  remember(cluster: string, minutesAgo: number, Message: string, category: string): void {
    const at = this.#stage.world.clock.milliseconds - minutesAgo * 60_000;
    this.cluster(cluster).events.push({ Date: new Date(at), Message, EventCategories: [category] });
  }

  #events({ SourceType, SourceIdentifier = '', Duration = 60, EventCategories, Marker }: Asked): object {
    const since = this.#stage.world.clock.milliseconds - Duration * 60_000;
    const source =
      SourceType === 'db-instance' ? this.instances.at(SourceIdentifier) : this.cluster(SourceIdentifier);
    const found = source.events.filter(
      (event) =>
        (event.Date?.getTime() ?? 0) >= since &&
        (!EventCategories || event.EventCategories?.some((category) => EventCategories.includes(category))),
    );
    // An empty page with more to come, as RDS may return.
    return Marker ? { Events: found } : { Events: [], Marker: 'more' };
  }

  #failOver({ DBClusterIdentifier = '', TargetDBInstanceIdentifier: named }: Asked): object {
    const { clock } = this.#stage.world;
    const cluster = this.cluster(DBClusterIdentifier);
    const readers = cluster.instances.filter(({ writer }) => !writer);
    const promoted = named ? readers.find(({ name }) => name === named) : readers.sort(inAwsOrder)[0];
    if (cluster.status !== 'available' || !promoted)
      throw awsError('InvalidDBClusterStateFault', `DBCluster ${DBClusterIdentifier} is ${cluster.status}.`);
    cluster.status = 'failing-over';
    clock.after(promotedAfter, () => {
      cluster.status = 'available';
      for (const instance of cluster.instances) instance.writer = instance === promoted;
      this.remember(
        DBClusterIdentifier,
        0,
        `Completed failover to DB instance: ${promoted.name}`,
        'failover',
      );
    });
    // Promoting a reader that has problems of its own doesn't help.
    const isFit = promoted.status === 'available' && promoted.replication === undefined;
    if (isFit) this.#stage.effect(cluster.arn, promotedAfter);
    return { DBCluster: described(DBClusterIdentifier, cluster) };
  }
}

/** "the highest priority (the lowest numbered tier)", then "largest in size": Aurora User Guide, High availability for Aurora. */
const inAwsOrder = (one: AuroraInstance, other: AuroraInstance): number =>
  one.tier - other.tier || sizeOf(other) - sizeOf(one);

const sizes = [
  'medium',
  'large',
  'xlarge',
  '2xlarge',
  '4xlarge',
  '8xlarge',
  '12xlarge',
  '16xlarge',
  '24xlarge',
];
const sizeOf = ({ instanceClass }: AuroraInstance): number =>
  sizes.indexOf(instanceClass.split('.')[2] ?? '');

const described = (name: string, { status, engine, instances }: AuroraCluster): DBCluster => ({
  DBClusterIdentifier: name,
  Engine: engine,
  Status: status,
  DBClusterMembers: instances.map((instance) => ({
    DBInstanceIdentifier: instance.name,
    IsClusterWriter: instance.writer,
    PromotionTier: instance.tier,
  })),
});

const asInstance = ({ name, status, instanceClass, replication }: AuroraInstance): DBInstance => ({
  DBInstanceIdentifier: name,
  DBInstanceStatus: status,
  DBInstanceClass: instanceClass,
  AvailabilityZone: 'eu-central-1a',
  ...(replication
    ? {
        StatusInfos: [
          { StatusType: 'read replication', Normal: false, Status: 'error', Message: replication },
        ],
      }
    : {}),
});
