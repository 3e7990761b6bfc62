import type { DBCluster, DBInstance, Event, RDSClient } from '@aws-sdk/client-rds';
import {
  type Built,
  defineActionWorld,
  remedyOf,
  type Stage,
} from '../../../rehearsal/world/action-world.ts';
import { awsError, type Commands } from '../../../rehearsal/world/wire.ts';
import action, { type Parameters } from './action.ts';
import { failOverAuroraCluster } from './calls.ts';

/** How long Aurora takes to promote a reader, in seconds. */
const promotedAfter = 30;

interface Asked {
  readonly DBClusterIdentifier?: string;
  readonly TargetDBInstanceIdentifier?: string;
  readonly SourceIdentifier?: string;
  readonly Duration?: number;
  readonly EventCategories?: readonly string[];
  readonly Filters?: ReadonlyArray<{ readonly Values?: readonly string[] }>;
}

interface Cluster {
  readonly arn: string;
  status: string;
  writer: string;
  readonly members: readonly string[];
  readonly events: Event[];
}

/** Aurora clusters of a writer and two readers, which change places in a failover. */
class Rds {
  readonly #stage: Stage;
  readonly #clusters = new Map<string, Cluster>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeDBClusters: ({ DBClusterIdentifier = '' }: Asked) => ({
      DBClusters: [described(DBClusterIdentifier, this.#known(DBClusterIdentifier))],
    }),
    DescribeDBInstances: ({ Filters = [] }: Asked) => ({
      DBInstances: Filters.flatMap(({ Values = [] }) => Values).flatMap((name) => this.#instances(name)),
    }),
    DescribeEvents: (input: Asked) => this.#events(input),
    FailoverDBCluster: (input: Asked) => this.#failOver(input),
  };

  put({ cluster }: Parameters): void {
    const { partition, region, account } = this.#stage.place;
    if (this.#clusters.has(cluster)) return;
    const members = ['a', 'b', 'c'].map((letter) => `${cluster}-${letter}`);
    this.#clusters.set(cluster, {
      arn: `arn:${partition}:rds:${region}:${account}:cluster:${cluster}`,
      status: 'available',
      writer: members[0] ?? '',
      members,
      events: [],
    });
  }

  #known(name: string): Cluster {
    const found = this.#clusters.get(name);
    if (!found) throw awsError('DBClusterNotFoundFault', `DBCluster ${name} not found.`);
    return found;
  }

  #instances(cluster: string): DBInstance[] {
    return (this.#clusters.get(cluster)?.members ?? []).map((name) => ({
      DBInstanceIdentifier: name,
      DBInstanceStatus: 'available',
      DBInstanceClass: 'db.r7g.large',
    }));
  }

  #events({ SourceIdentifier = '', Duration = 60, EventCategories }: Asked): object {
    const since = this.#stage.world.clock.milliseconds - Duration * 60_000;
    return {
      Events: this.#known(SourceIdentifier).events.filter(
        (event) =>
          (event.Date?.getTime() ?? 0) >= since &&
          (!EventCategories || event.EventCategories?.some((category) => EventCategories.includes(category))),
      ),
    };
  }

  #failOver({ DBClusterIdentifier = '', TargetDBInstanceIdentifier: target }: Asked): object {
    const { clock } = this.#stage.world;
    const cluster = this.#known(DBClusterIdentifier);
    const promoted = target ?? cluster.members.find((member) => member !== cluster.writer) ?? '';
    if (cluster.status !== 'available' || !cluster.members.includes(promoted)) {
      throw awsError('InvalidDBClusterStateFault', `DBCluster ${DBClusterIdentifier} is ${cluster.status}.`);
    }
    cluster.status = 'failing-over';
    clock.after(promotedAfter, () => {
      cluster.status = 'available';
      cluster.writer = promoted;
      const Message = `Completed failover to DB instance: ${promoted}`;
      cluster.events.push({ Date: clock.now(), Message, EventCategories: ['failover'] });
    });
    this.#stage.effect(cluster.arn, promotedAfter);
    return { DBCluster: described(DBClusterIdentifier, cluster) };
  }
}

const described = (name: string, { status, writer, members }: Cluster): DBCluster => ({
  DBClusterIdentifier: name,
  Engine: 'aurora-postgresql',
  Status: status,
  DBClusterMembers: members.map((member) => ({
    DBInstanceIdentifier: member,
    IsClusterWriter: member === writer,
    PromotionTier: 1,
  })),
});

export default defineActionWorld<Parameters>({
  action,
  changes: ['rds.FailoverDBCluster'],
  build: (stage): Built<Parameters> => {
    const rds = new Rds(stage);
    const client = stage.world.client<RDSClient>('rds', rds);
    const handler = failOverAuroraCluster({ reads: client, changes: client });
    return {
      remedy: remedyOf(action, handler),
      provide: (parameters) => rds.put(parameters),
    };
  },
});
