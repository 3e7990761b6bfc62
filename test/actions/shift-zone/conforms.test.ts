import kit from '#actions/shift-zone/calls';
import world, { example as parameters } from '#actions/shift-zone/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const { loadBalancer, awayFrom, capacityAlarm } = parameters;
const resource = ({ zones }: Aws) => zones.resource(loadBalancer);
const shifted = (aws: Aws) => void resource(aws).zonalShifts.push({ awayFrom: 'euc1-az7' });
const alarm =
  (state: 'ALARM' | 'INSUFFICIENT_DATA') =>
  ({ cloudwatch }: Aws) =>
    void cloudwatch.set(capacityAlarm, state);

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input])).toEqual([
      [
        'StartZonalShift',
        {
          resourceIdentifier: loadBalancer,
          awayFrom,
          expiresIn: '120m',
          comment: 'nightshift 20260301-0300-1a2b3c4d-1',
        },
      ],
    ]);
    expect(resource(aws).weights).toEqual({ [awayFrom]: 0, 'euc1-az7': 1, 'euc1-az8': 1 });
  },
  never: {
    'not-managed': ({ zones }) => zones.remove(loadBalancer),
    'no-such-zone': (aws) =>
      void Object.assign(resource(aws), { weights: { 'euc1-az7': 1, 'euc1-az8': 1, 'euc1-az9': 1 } }),
    'two-zones': (aws) => void delete resource(aws).weights['euc1-az8'],
    'no-such-alarm': ({ cloudwatch }) => cloudwatch.remove(capacityAlarm),
  },
  refuses: {
    'shift-active': shifted,
    'no-capacity': alarm('INSUFFICIENT_DATA'),
  },
  meanwhile: {
    'somebody shifts another zone': { world: shifted, code: 'shift-active' },
    'AWS shifts it by itself': {
      world: (aws) => void resource(aws).autoshifts.push({ awayFrom }),
      code: 'shift-active',
    },
    'the other zones get busy': { world: alarm('ALARM'), code: 'no-capacity' },
  },
});

test('shift-zone is ended by AWS at the time that it said', async () => {
  const { preflight, act, aws, world: at } = scene(kit, world, { parameters });
  const look = await preflight();
  if (!('ready' in look)) throw new Error(look.refused);
  const done = await act(look.seen);
  expect(done).toMatchObject({ did: expect.stringContaining('until 2026-03-01T05:') });
  await at.clock.advance(120 * 60 + 1);
  expect(resource(aws)).toMatchObject({ weights: { [awayFrom]: 1 }, zonalShifts: [] });
});
