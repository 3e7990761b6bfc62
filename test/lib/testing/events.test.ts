import { carriesOut } from '#testing/faults';
import { rehearse, type Scene } from '#testing/rehearse';
import type { Night } from '#testing/run';
import type { World } from '#testing/world/world';
import '#testing/matchers';
import runbook from '#runbooks/checkout-api-errors';
import { hushed } from '#test/support/scenes';

hushed();

test('an event that is delivered twice starts two executions, one of which is a duplicate', async () => {
  const night = await rehearse(runbook, {
    healsAt: 1,
    arrange: ({ night }) => night.events.disturb('ALARM', 1, 'twice'),
  });
  expect(night).toHeal('restart-ecs-tasks');
  expect(night).toHaveTried('restart-ecs-tasks');
  expect(night.scene.night.running.size).toBe(2);
  expect(night).toLeaveNothingBehind();
});

test('an event that is lost is made good by the reconciler', async () => {
  const night = await rehearse(runbook, {
    healsAt: 1,
    arrange: ({ night }) => night.events.disturb('ALARM', 1, 'lost'),
  });
  expect(night).toHeal();
  expect(night.execution.arn).toContain('reconciled-');
});

test('an event that comes later than the runbook allows pages', async () => {
  const night = await rehearse(runbook, {
    healsAt: 1,
    surroundings: { reconcileEvery: 9_999 },
    arrange: ({ night }) => night.events.disturb('ALARM', 1, { late: 400 }),
  });
  expect(night).toPage({ saying: 'the event is' });
  expect(night).toHaveTried();
});

test('an OK event that is lost or late costs time, not the recovery', async () => {
  for (const how of ['lost', { late: 600 }] as const) {
    const night = await rehearse(runbook, {
      healsAt: 'restart-ecs-tasks',
      arrange: ({ night }) => night.events.disturb('OK', 1, how),
    });
    expect(night).toHeal('restart-ecs-tasks');
    expect(night.states.map(({ name }) => name)).toContain('1. Look once more');
  }
});

test('an OK event that comes behind the next one, which never comes, costs time, not the recovery', async () => {
  const night = await rehearse(runbook, {
    healsAt: 1,
    arrange: ({ night }) => night.events.disturb('OK', 1, 'behind the next'),
  });
  expect(night).toHeal();
});

const whenDecided = (night: Night) => (): boolean => {
  const known = night.incidents();
  return known.length > 0 && known.every(({ verdict }) => verdict !== undefined);
};

const whenUnlocked = (world: World) => (): boolean => {
  const now = world.clock.now().toISOString();
  const locks = world.dynamodb.all(({ sk }) => sk === 'LOCK');
  return locks.every(({ leaseUntil, busyUntil }) => String(leaseUntil) < now && String(busyUntil) < now);
};

test.each([
  ['the verdict', ({ night }: Scene) => whenDecided(night)],
  ['the end of every lock', ({ world }: Scene) => whenUnlocked(world)],
])('a step that freezes before it acts and wakes after %s does no harm to the verdict', async (_, wakes) => {
  const night = await rehearse(runbook, {
    arrange: (scene) => {
      const isActing = ({ payload }: { payload: unknown } = { payload: {} }) => carriesOut(payload, 1);
      const options = { after: 1, wakes: wakes(scene), by: isActing };
      scene.world.wire.fail('ecs', 'DescribeServices', 'freeze after', options);
    },
  });
  expect(night).toPage();
  await night.scene.world.clock.advance(3_600);
  const [incident] = night.scene.night.incidents();
  expect(incident?.verdict).toBe('escalated');
});

test('data beyond 256 KiB ends the execution, uncaught, as in Step Functions; a person hears of it', async () => {
  const night = await rehearse(runbook, {
    arrange: ({ world }) => {
      const invoke = world.lambda.invoke.bind(world.lambda);
      world.lambda.invoke = async (arn, payload) =>
        arn.endsWith('RestartEcsTasksFunctionArn') ? 'x'.repeat(300_000) : invoke(arn, payload);
    },
  });
  expect(night.execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  expect(night).toPage();
});
