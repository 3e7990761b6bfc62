import runbook from '#runbooks/web-service-hung';
import { hushed } from '#test/support/scenes';
import { type RehearseOptions, rehearse } from '#testing/rehearse';
import type { World } from '#testing/world/world';

hushed();

/** A night in which ECS tasks are restarted; what a person reads about them is asked for beside writing `started`. */
async function night(prepare: (world: World) => void = () => {}) {
  let onRecord: unknown;
  const sent: string[] = [];
  const arrange: NonNullable<RehearseOptions['arrange']> = ({ world, night: its }) => {
    world.wire.beforeEach = ({ command }) => {
      sent.push(command);
      if (command === 'UpdateService') [onRecord] = its.record(its.incidents()[0]?.id ?? '').attempts;
    };
    prepare(world);
  };
  const { attempts, scene } = await rehearse(runbook, { mode: 'auto', healsAt: 1, arrange });
  const runs = scene.world.dynamodb.all().flatMap(({ runs: counted }) => Object.keys(counted ?? {}));
  return { attempt: attempts[0], sent, runs, onRecord };
}

test('all that a look finds is on record before the first changing call', async () => {
  const { onRecord } = await night();
  expect(onRecord).toMatchObject({
    state: 'started',
    evidence: {
      images: [expect.any(String)],
      tasks: [expect.stringContaining('RUNNING'), expect.any(String)],
    },
  });
});

test('what refuses only then changes nothing, and counts as no run', async () => {
  const refused = await night((world) => world.wire.fail('ecs', 'DescribeTaskDefinition', 'throttle'));
  const acted = await night();
  expect(refused.attempt).toMatchObject({ state: 'refused', reason: { code: 'looking-failed' } });
  expect(refused.sent).not.toContain('UpdateService');
  expect([refused.runs, acted.runs]).toEqual([[], [expect.any(String)]]);
});

test('where it can not be put on record, nothing is changed', async () => {
  const { attempt, sent } = await night((world) =>
    world.wire.fail('dynamodb', 'Update', 'throttle', {
      where: (input) => JSON.stringify(input).includes('evidence = :evidence'),
      times: 9,
    }),
  );
  expect(attempt).toMatchObject({ state: 'refused', reason: { code: 'looking-failed' } });
  expect(sent).not.toContain('UpdateService');
});
