import kit from '../../../../lambdas/remediate/reboot-rds-instance/calls.ts';
import world from '../../../../lambdas/remediate/reboot-rds-instance/world.ts';
import { conforms } from '../../../../rehearsal/conforms.ts';
import type { Aws } from '../../../../rehearsal/world/aws/aws.ts';
import { instanceCases } from '../rds-instance-cases.ts';

conforms(kit, world, {
  parameters: { instance: 'orders' },
  does: (calls, { rds }: Aws) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { DBInstanceIdentifier: 'orders', ForceFailover: false },
    ]);
    expect(rds.instances.at('orders').described).toMatchObject({
      DBInstanceStatus: 'available',
      AvailabilityZone: 'eu-central-1a',
    });
  },
  ...instanceCases,
});
