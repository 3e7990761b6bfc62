import action from '#actions/fail-over-rds-instance/action';
import kit from '#actions/fail-over-rds-instance/calls';
import world from '#actions/fail-over-rds-instance/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';
import { instanceCases, restart } from '../rds-instance-cases.ts';

const parameters = { instance: 'orders' };
const singleAz = ({ rds }: Aws) => rds.instances.change('orders', { MultiAZ: false });

conforms(test, kit, world, {
  parameters,
  does: (calls, { rds }) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { DBInstanceIdentifier: 'orders', ForceFailover: true },
    ]);
    expect(rds.instances.at('orders').described).toMatchObject({
      DBInstanceStatus: 'available',
      AvailabilityZone: 'eu-central-1b',
    });
  },
  ...instanceCases,
  never: { ...instanceCases.never, 'single-az': singleAz },
});

describe('fail-over-rds-instance', () => {
  test('its own failover is nearer than the minimum', async () => {
    const { preflight, act, world: its } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await act(look.seen);
    await its.clock.advance(600);
    expect(await preflight()).toMatchObject({ reason: { code: 'restarted-lately' } });
  });

  test('counts a failover by the minimum of the runbook, too', async () => {
    const failover = (more: object) =>
      scene(kit, world, { parameters: { ...parameters, ...more }, world: restart(61, 'failover') });
    expect(await failover({}).preflight()).toHaveProperty('ready');
    expect(await failover({ minimumMinutesSinceLast: 120 }).preflight()).toMatchObject({
      refused: expect.stringMatching(/61 minutes ago .*nearer than the minimum of 120 minutes$/),
    });
  });

  test.each(['Orders', 'arn:aws:rds:eu-central-1:111122223333:db:orders', 'orders-*'])(
    'takes no %s',
    (instance) => {
      expect(action.parameters.safeParse({ instance }).success).toBe(false);
    },
  );
});
