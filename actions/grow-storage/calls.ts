import { DescribeDBInstancesCommand, ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds';
import { ifThere, kitCalls } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action from './action.ts';

/* The window that remains: someone may request a change in the milliseconds before. ApplyImmediately would apply it, too. */

const reason = reasonsOf(action);

export default kitCalls(action, {
  clients: { rds: RDSClient },

  observe: async ({ instance: DBInstanceIdentifier }, read) => {
    const asked = read(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
    return (await ifThere(asked, 'DBInstanceNotFoundFault'))?.DBInstances?.[0];
  },

  judge: (found, { instance, growByGiB: step, upToGiB: cap }) => {
    if (!found) return { never: reason('no-such-instance', { instance }) };
    const { DBClusterIdentifier: cluster, MaxAllocatedStorage: most, AllocatedStorage: now = 0 } = found;
    if (cluster) return { never: reason('in-a-cluster', { instance, cluster }) };
    if (most !== undefined && most > now) return { never: reason('grows-itself', { instance, most }) };
    const { DBInstanceStatus: status = 'in no known state', PendingModifiedValues = {} } = found;
    if (status !== 'available') return { refuse: reason('not-available', { instance, status }) };
    const changes = Object.entries(PendingModifiedValues).flatMap(([name, value]) =>
      value === undefined ? [] : name,
    );
    if (changes.length > 0) return { refuse: reason('changes-pending', { instance, changes }) };
    // "Values that are not at least 10% greater than the existing value are rounded up so that they are 10% greater":
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html (AllocatedStorage)
    const least = Math.ceil(now / 10);
    if (step < least) return { refuse: reason('too-small-a-step', { instance, least, step }) };
    const size = now + step;
    if (size > cap) return { refuse: reason('above-the-cap', { what: instance, size, cap }) };
    return {
      intends: `Grow the storage of ${instance} from ${now} to ${size} GiB, for good: RDS does not shrink storage.`,
      before: { gibibytes: now, storage: found.StorageType ?? 'not reported' },
      evidence: { engine: found.Engine ?? 'unknown', iops: found.Iops ?? 'not reported' },
      pin: { gibibytes: now },
    };
  },

  change: async ({ instance: DBInstanceIdentifier, growByGiB }, { pin }, send) => {
    const AllocatedStorage = pin.gibibytes + growByGiB;
    await send(
      new ModifyDBInstanceCommand({ DBInstanceIdentifier, AllocatedStorage, ApplyImmediately: true }),
    );
    return {
      did: `Asked RDS to grow the storage of ${DBInstanceIdentifier} from ${pin.gibibytes} to ${AllocatedStorage} GiB. Set it so in your infrastructure as code, too: it can't go back.`,
      after: { gibibytes: AllocatedStorage },
    };
  },
});
