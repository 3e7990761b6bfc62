import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { document, type EnvironmentSpec, minutes, type RunbookSpec, step } from '#define/index';
import { drillsSince } from '#drill/store';
import { drillBySchedule } from '#lambdas/drill/drill';
import { hushed } from '#test/support/scenes';
import { deployable } from '#testing/deployable';
import { drillServices, serviceInjector } from '#testing/drill';
import { type NightOptions, setUp } from '#testing/rehearse';
import { places } from '#testing/world/world';

hushed();

const spec: RunbookSpec = {
  id: 'web-hung',
  owner: 'team-web',
  why: 'Its tasks hang.',
  when: { alarms: ['web-errors'] },
  mode: 'watch',
  steps: [step(restartEcsTasks, { cluster: 'shop', service: 'web', restart: 'rolling' })],
  recovered: { holdFor: minutes(1) },
  page: { pageBy: minutes(15), instructions: 'Read the log.' },
};

/** A staging environment whose drill is due in the hour of this Monday. */
async function staging(
  options: NightOptions = {},
  chance = 1,
  hours: NonNullable<NonNullable<EnvironmentSpec['drills']>['hours']> = {
    from: '00:00',
    to: '01:00',
    days: ['mon'],
  },
) {
  const runbook = { ...deployable(spec, {}).runbook, drills: { targets: ['service/shop/*'] } };
  // A Monday, and every hour of it is allowed.
  const scene = await setUp(runbook, {
    works: true,
    healsAt: 1,
    alarmAt: '2026-03-02T00:10:00.000Z',
    ...options,
  });
  const drill = {
    alarm: 'web-errors',
    fault: document({ breaks: 'Break-Web', mends: 'Mend-Web' }),
    endsByItself: false,
  };
  const drills: NonNullable<EnvironmentSpec['drills']> = {
    targets: ['service/shop/*'],
    stopAlarm: 'checkout-fails',
    runbooks: { 'web-hung': drill },
    hours,
    schedule: { chance },
  };
  const injector = serviceInjector(scene);
  const services = {
    ...drillServices(scene, injector),
    injectorOf: () => injector,
    environment: places.environment,
    declared: [{ environment: places.environment, drills, runbook, drill }],
  };
  const { clock } = scene.world;
  /** Every minute, as EventBridge does. */
  const forMinutes = async (count: number) => {
    const did: string[] = [];
    for (let minute = 0; minute < count; minute++) {
      did.push(
        (await clock.run(() => drillBySchedule(services))).did.replace(/drill-\d{8}-\d{4}-\w+/, 'DRILL'),
      );
      await clock.advance(60);
    }
    return did.filter((one, index) => one !== did[index - 1]);
  };
  const known = () => clock.run(() => drillsSince(services.database, '2026-01-01T00:00:00.000Z'));
  return { ...scene, injector, forMinutes, known };
}

test('begins what is due, judges it, and leaves it at that for the week', async () => {
  const its = await staging();
  expect(await its.forMinutes(30)).toEqual([
    'DRILL has begun',
    'DRILL goes on',
    'DRILL: proven',
    'nothing is due',
  ]);
  expect(its.injector.broken).toHaveLength(1);
});

test('judges a drill that is still open when its week ends', async () => {
  const its = await staging({ alarmAt: '2026-03-01T23:58:00.000Z' }, 1, {
    from: '23:00',
    to: '24:00',
    days: ['sun'],
  });
  const did = await its.forMinutes(30);
  expect(its.world.clock.now().toISOString() > '2026-03-02').toBe(true);
  expect(did).toEqual(['DRILL has begun', 'DRILL goes on', 'DRILL: proven', 'nothing is due']);
});

test('begins nothing where chance has chosen no drill', async () => {
  const its = await staging({}, Number.MIN_VALUE);
  expect(await its.forMinutes(5)).toEqual(['nothing is due']);
});

test('skips a drill while something is wrong, once, with the reason on record', async () => {
  const its = await staging({ healsAt: undefined });
  its.service.break();
  await its.world.clock.advance(180);
  expect(await its.forMinutes(5)).toEqual([
    expect.stringMatching(/^web-hung is skipped: drill-/),
    'nothing is due',
  ]);
  expect(its.injector.broken).toEqual([]);
  expect(await its.known()).toMatchObject([{ verdict: 'skipped', reason: { code: 'drill-alarm' } }]);
});

test('skips a drill in a change freeze', async () => {
  const its = await staging();
  const guards = {
    ...its.runbook.guards,
    changeCalendars: ['arn:aws:ssm:eu-central-1:111122223333:document/freeze'],
  };
  Object.assign(its.runbook, { guards });
  its.world.systemsManager.state = 'CLOSED';
  expect(await its.forMinutes(3)).toEqual(['web-hung is skipped: drill-guard', 'nothing is due']);
});
