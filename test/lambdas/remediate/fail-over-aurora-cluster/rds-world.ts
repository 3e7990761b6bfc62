import {
  type DBCluster,
  DBClusterNotFoundFault,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeEventsCommand,
  type Event,
  FailoverDBClusterCommand,
  type RDSClient,
} from '@aws-sdk/client-rds';

export const now = new Date('2026-01-02T03:00:00Z');
export const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

/** An Aurora cluster, orders, of one writer and two readers, behind `send`. Change its fields to change the world. */
export class RdsWorld {
  cluster: DBCluster = {
    DBClusterIdentifier: 'orders',
    Engine: 'aurora-postgresql',
    Status: 'available',
    DBClusterMembers: [
      { DBInstanceIdentifier: 'orders-c', IsClusterWriter: false, PromotionTier: 1 },
      { DBInstanceIdentifier: 'orders-b', IsClusterWriter: false, PromotionTier: 1 },
      { DBInstanceIdentifier: 'orders-a', IsClusterWriter: true, PromotionTier: 0 },
    ],
  };
  instances: DBInstance[] = ['orders-a', 'orders-b', 'orders-c'].map((name) => ({
    DBInstanceIdentifier: name,
    DBInstanceStatus: 'available',
    DBInstanceClass: 'db.r7g.large',
    AvailabilityZone: 'eu-central-1a',
  }));
  events: Event[] = [];
  clusterExists = true;
  /** Names of the commands, in the order they were sent; `read:` or `change:` says through which client. */
  readonly sent: string[] = [];
  readonly promoted: (string | undefined)[] = [];

  readonly clients = { reads: this.client('read'), changes: this.client('change') };

  private client(label: string): RDSClient {
    const send = async (command: object) => {
      this.sent.push(`${label}:${command.constructor.name.replace('Command', '')}`);
      return this.answer(command);
    };
    return { send } as unknown as RDSClient;
  }

  private answer(command: object): object {
    if (!this.clusterExists) throw new DBClusterNotFoundFault({ message: 'not found', $metadata: {} });
    if (command instanceof DescribeDBClustersCommand) return { DBClusters: [this.cluster] };
    if (command instanceof DescribeDBInstancesCommand) return { DBInstances: this.instances };
    if (command instanceof DescribeEventsCommand) {
      const { Duration = 60, EventCategories, Marker } = command.input;
      const found = this.events.filter(
        (event) =>
          (event.Date ?? now) >= minutesAgo(Duration) &&
          (!EventCategories || EventCategories.some((category) => event.EventCategories?.includes(category))),
      );
      // As RDS may: an empty page that has a successor.
      return Marker ? { Events: found } : { Events: [], Marker: 'second page' };
    }
    if (command instanceof FailoverDBClusterCommand) {
      this.promoted.push(command.input.TargetDBInstanceIdentifier);
      return { DBCluster: { ...this.cluster, Status: 'failing-over' } };
    }
    throw new Error(`The fake RDS knows no ${command.constructor.name}`);
  }

  instance(name: string): DBInstance {
    const found = this.instances.find((one) => one.DBInstanceIdentifier === name);
    if (!found) throw new Error(`The fake RDS has no instance ${name}`);
    return found;
  }

  /** What a failover outside Nightshift's control leaves behind. */
  writerIsNow(name: string) {
    this.cluster.DBClusterMembers = this.cluster.DBClusterMembers?.map((member) => ({
      ...member,
      IsClusterWriter: member.DBInstanceIdentifier === name,
    }));
  }
}
