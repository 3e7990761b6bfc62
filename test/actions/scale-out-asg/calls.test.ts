import type { Parameters } from '#actions/scale-out-asg/action';
import kit from '#actions/scale-out-asg/calls';
import world from '#actions/scale-out-asg/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { group: 'web', factor: 1.5, atMostInstances: 18 };
const is =
  (changes: object) =>
  ({ fleets }: Aws) =>
    fleets.change('web', changes);
const group = ({ fleets }: Aws) => fleets.group('web');
const failed = (minutesAgo: number) => (aws: Aws) =>
  void group(aws).activities.push({
    ActivityId: 'one',
    AutoScalingGroupName: 'web',
    Cause: 'scaling',
    StartTime: new Date(Date.parse('2026-03-01T03:00:00.000Z') - minutesAgo * 60_000),
    StatusCode: 'Failed',
    StatusMessage: 'We currently do not have sufficient capacity.',
  });

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ input }) => input)).toEqual([{ AutoScalingGroupName: 'web', MinSize: 15 }]);
    expect(group(aws).described).toMatchObject({ MinSize: 15, DesiredCapacity: 15 });
  },
  never: { 'no-such-group': ({ fleets }) => fleets.remove('web') },
  refuses: {
    'launch-suspended': is({ SuspendedProcesses: [{ ProcessName: 'Launch' }] }),
    refreshing: (aws) => void group(aws).refreshes.push({ Status: 'InProgress' }),
    'not-up': (aws) => void group(aws).described.Instances?.pop(),
    'launches-failed': failed(14),
    'at-maximum': is({ MaxSize: 10 }),
  },
  meanwhile: {
    'somebody raises the minimum': { world: is({ MinSize: 6 }), code: 'changed-meanwhile' },
    'a launch fails': { world: failed(1), code: 'launches-failed' },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ input }) => input['MinSize'])).toEqual([4]);
      // Its policies remove instances, at their own pace.
      expect(group(aws).described).toMatchObject({ MinSize: 4, DesiredCapacity: 15 });
    },
    strangers: { 'somebody sets another minimum': is({ MinSize: 8 }) },
    putBackByOthers: is({ MinSize: 4 }),
    gone: ({ fleets }) => fleets.remove('web'),
  },
});

test('a launch that failed long ago does not keep scale-out-asg from acting', async () => {
  expect(await scene(kit, world, { parameters, world: failed(16) }).preflight()).toMatchObject({
    ready: true,
  });
});
