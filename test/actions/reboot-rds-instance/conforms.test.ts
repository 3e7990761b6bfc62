import kit from '#actions/reboot-rds-instance/calls';
import world from '#actions/reboot-rds-instance/world';
import { conforms } from '#testing/conforms';
import type { Aws } from '#testing/world/aws/aws';
import { instanceCases } from '../rds-instance-cases.ts';

conforms(test, kit, world, {
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
