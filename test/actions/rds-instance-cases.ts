import type { Aws } from '#testing/world/aws/aws';

const change =
  (changes: object) =>
  ({ rds }: Aws) =>
    rds.instances.change('orders', changes);

/** RDS restarted it so many minutes ago. */
export const restart =
  (minutes: number, category: 'availability' | 'failover') =>
  ({ rds }: Aws) =>
    rds.instances.remember('orders', minutes, 'DB instance restarted', category);

/** What no restart of an instance may do, with a failover or without. */
export const instanceCases = {
  never: {
    'no-such-instance': ({ rds }: Aws) => rds.instances.remove('orders'),
    'in-a-cluster': change({ DBClusterIdentifier: 'orders-cluster' }),
    custom: change({ Engine: 'custom-oracle-ee' }),
  },
  refuses: {
    'not-available': change({ DBInstanceStatus: 'storage-full' }),
    'parameters-pending': change({
      DBParameterGroups: [{ DBParameterGroupName: 'orders', ParameterApplyStatus: 'pending-reboot' }],
    }),
    'restarted-lately': restart(59, 'availability'),
  },
  meanwhile: {
    'it failed over by itself': {
      world: change({ AvailabilityZone: 'eu-central-1b', SecondaryAvailabilityZone: 'eu-central-1a' }),
      code: 'changed-meanwhile',
    },
    'somebody reboots it': { world: change({ DBInstanceStatus: 'rebooting' }), code: 'not-available' },
    'somebody has rebooted it': { world: restart(0, 'availability'), code: 'restarted-lately' },
  },
};
