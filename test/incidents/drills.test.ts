import { PutCommand } from '@aws-sdk/lib-dynamodb';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import turnOffFeature from '#actions/turn-off-feature/action';
import { readWhole } from '#core/incident/history';
import { takeIncident } from '#core/people/take';
import type { Reason } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { alarmKey, stopAllKey } from '#core/table/keys';
import { iso, plusSeconds } from '#core/time';
import type { RunbookSpec } from '#define/index';
import { minutes, step } from '#define/index';
import type { Drill } from '#drill/drill';
import type { Look } from '#drill/run';
import { drillsSince } from '#drill/store';
import { deployable } from '#testing/deployable';
import { drill, drillServices, serviceInjector } from '#testing/drill';
import { leftBehind } from '#testing/left-behind';
import { type NightOptions, type Scene, setUp } from '#testing/rehearse';
import { places } from '#testing/world/world';
import { hushed } from '../support/scenes.ts';

hushed();

const restart: RunbookSpec = {
  id: 'web-hung',
  owner: 'team-web',
  why: 'Its tasks hang.',
  when: { alarms: ['web-errors'] },
  mode: 'auto',
  steps: [step(restartEcsTasks, { cluster: 'shop', service: 'web', restart: 'rolling' })],
  recovered: { holdFor: minutes(1) },
  page: { pageBy: minutes(15), instructions: 'Read the log.' },
};

/** A runbook whose environment allows drills of what its steps touch. */
const allowed = (spec: RunbookSpec, targets: readonly string[] = ['service/shop/*']): DeployedRunbook => ({
  ...deployable(spec, {}).runbook,
  drills: { targets: [...targets] },
});

const scene = (options: NightOptions = {}, runbook = allowed(restart)): Promise<Scene> =>
  setUp(runbook, { works: true, healsAt: 1, ...options });

const ended = (drilled: Drill | { readonly not: readonly Reason[] }): Drill => {
  if ('not' in drilled) throw new Error(`It did not begin: ${drilled.not.map(({ code }) => code)}`);
  return drilled;
};

const codes = (drilled: Drill | { readonly not: readonly Reason[] }): readonly string[] =>
  'not' in drilled ? drilled.not.map(({ code }) => code) : ['it began'];

const incidentOf = ({ night }: Scene) => night.incidents()[0];

const said = ({ world }: Scene, topic: 'page' | 'backup' | 'notice') =>
  world.sns.on(places.topics[topic]).map(({ body }) => body.split('\n')[0] ?? '');

const stopAll = ({ world }: Scene) =>
  world.clock.run(() =>
    world.clients.documents.send(
      new PutCommand({
        TableName: places.table,
        Item: { ...stopAllKey, by: 'ben', why: 'release', at: '2026-03-01T00:00:00.000Z' },
      }),
    ),
  );

describe('a drill', () => {
  test('proves a runbook whose step heals a fault that would have stayed', async () => {
    const its = await scene();
    const drilled = ended(await drill(its));
    expect(drilled).toMatchObject({ verdict: 'proven', incident: incidentOf(its)?.id });
    expect(incidentOf(its)).toMatchObject({ verdict: 'healed', drill: { id: drilled.id } });
    expect(its.service.isBroken).toBe(false);
  });

  test('proves nothing where the step does not help, and pages nobody', async () => {
    const its = await scene({ healsAt: undefined });
    const drilled = ended(await drill(its));
    expect(drilled).toMatchObject({ verdict: 'not-proven', reason: { code: 'drill-not-healed' } });
    expect(said(its, 'page')).toEqual([]);
    expect(said(its, 'notice')).toEqual([expect.stringMatching(/^DRILL web-errors: /)]);
    // The fault is over, so its alarm is OK by the time that it is nobody's drill any more.
    await its.world.clock.advance(3_600);
    expect(said(its, 'page')).toEqual([]);
    expect(said(its, 'backup')).toEqual([]);
    expect(its.service.isBroken).toBe(false);
  });

  test('acts with a runbook that is deployed in watch: it has to be proven before it may', async () => {
    const its = await scene({}, allowed({ ...restart, mode: 'watch' }));
    expect(ended(await drill(its)).verdict).toBe('proven');
  });

  test('gives no credit for a fault that ends by itself without a control', async () => {
    const its = await scene();
    const fault = { injector: 'rehearsal', name: 'slow', endsByItself: true };
    expect(ended(await drill(its, { fault }))).toMatchObject({
      verdict: 'not-proven',
      reason: { code: 'drill-no-control' },
    });
  });

  test('counts beside a control in which nothing acted and nothing recovered', async () => {
    const its = await scene();
    const fault = { injector: 'rehearsal', name: 'slow', endsByItself: true };
    const control = ended(await drill(its, { fault, control: true }));
    expect(control.verdict).toBe('not-recovered');
    expect(its.night.incidents()).toMatchObject([{ mode: 'watch', drill: { control: true } }]);
    await its.world.clock.advance(3_600);
    expect(ended(await drill(its, { fault })).verdict).toBe('proven');
  });

  test('gives no credit where the control recovered while nothing acted', async () => {
    const its = await scene();
    const fault = { injector: 'rehearsal', name: 'blip', endsByItself: true };
    const injector = serviceInjector(its, { healsAfter: 240 });
    expect(ended(await drill(its, { fault, control: true }, { injector })).verdict).toBe('recovered');
    await its.world.clock.advance(3_600);
    expect(ended(await drill(its, { fault }))).toMatchObject({
      verdict: 'not-proven',
      reason: { code: 'drill-control-recovered' },
    });
  });

  test('gives no credit to another step than the one that is expected', async () => {
    const its = await scene();
    expect(ended(await drill(its, { expects: 2 }))).toMatchObject({
      verdict: 'not-proven',
      reason: { code: 'drill-other-step' },
    });
  });

  test('gives no credit for OK that held only once the fault was over', async () => {
    const its = await scene({ healsAt: undefined });
    // It ends while the step is being verified.
    const drilled = ended(await drill(its, { lastsSeconds: 120 }));
    expect(drilled).toMatchObject({ verdict: 'not-proven', reason: { code: 'drill-healed-late' } });
  });

  test('ends as not proven where the fault does not make the alarm fire', async () => {
    const its = await scene();
    const injector = { ...serviceInjector(its), inject: async () => {} };
    expect(ended(await drill(its, {}, { injector }))).toMatchObject({
      verdict: 'not-proven',
      reason: { code: 'drill-no-incident' },
    });
  });

  test('takes back what its step has changed for a while', async () => {
    const feature: RunbookSpec = {
      ...restart,
      id: 'shop-slow',
      when: { alarms: ['shop-slow'] },
      steps: [
        step(turnOffFeature, {
          application: 'appid',
          environment: 'envid',
          profile: 'flags',
          flag: 'recommendations',
          strategy: 'atonce',
        }),
      ],
    };
    const its = await scene({}, allowed(feature, ['*']));
    expect(ended(await drill(its)).verdict).toBe('proven');
    await its.world.clock.advance(300);
    expect(
      leftBehind({
        ...its.night,
        world: its.world,
        running: its.night.running,
        incidents: its.night.incidents(),
      }),
    ).toEqual([]);
  });
});

describe('a drill does not begin', () => {
  test('while its alarm is not OK', async () => {
    const its = await scene({ healsAt: undefined });
    its.service.break();
    await its.world.clock.advance(120);
    expect(codes(await drill(its))).toEqual(expect.arrayContaining(['drill-alarm', 'drill-incident-open']));
  });

  test('where the environment has no drills, whatever stands in the table', async () => {
    const its = await scene({}, deployable(restart, {}).runbook);
    expect(codes(await drill(its))).toEqual(['drill-not-declared']);
  });

  test('on what the environment does not let drills touch', async () => {
    const its = await scene({}, allowed(restart, ['service/other/*']));
    expect(codes(await drill(its))).toEqual(['drill-target']);
    expect(its.service.changes).toEqual([]);
  });

  test('more often than its leash allows', async () => {
    const its = await scene();
    ended(await drill(its, { perDay: 1 }));
    await its.world.clock.advance(7_200);
    expect(codes(await drill(its, { perDay: 1 }))).toContain('drill-per-day');
  });

  test('outside of its hours', async () => {
    const its = await scene({ alarmAt: '2026-03-01T03:00:00.000Z' });
    const hours = { from: '10:00', to: '16:00', timeZone: 'Europe/Berlin' };
    expect(codes(await drill(its, { hours }))).toEqual(['drill-hours']);
  });

  test('while everything is stopped, or the runbook is switched', async () => {
    const its = await scene();
    await stopAll(its);
    expect(codes(await drill(its))).toEqual(['stopped']);
  });

  test('while another one is under way', async () => {
    const its = await scene();
    const [first, second] = await its.world.clock.run(() => Promise.all([drill(its), drill(its)]));
    expect([codes(first), codes(second)].flat().sort()).toEqual(['drill-under-way', 'it began']);
  });

  test('right after one that was stopped, whose incident may still act; after any other it does', async () => {
    const stopped = await scene();
    const injector = serviceInjector(stopped);
    const halt = { injector, meanwhile: ({ record }: Look) => record && injector.halt('checkout fails') };
    expect(ended(await drill(stopped, {}, halt)).verdict).toBe('stopped');
    expect(codes(await drill(stopped))).not.toContain('it began');
    const proven = await scene();
    expect(ended(await drill(proven)).verdict).toBe('proven');
    expect(codes(await drill(proven, { control: true }))).toEqual(['it began']);
  });

  test('where the fault cannot be injected, and that is written down', async () => {
    const its = await scene();
    const injector = {
      ...serviceInjector(its),
      inject: async () => {
        throw new Error('no such document');
      },
    };
    expect(codes(await drill(its, {}, { injector }))).toEqual(['drill-not-injected']);
    const { database } = drillServices(its, injector);
    expect(await its.world.clock.run(() => drillsSince(database, '2026-01-01T00:00:00.000Z'))).toMatchObject([
      { verdict: 'stopped', reason: { code: 'drill-not-injected' } },
    ]);
  });
});

describe('a drill that is stopped', () => {
  test('by stop-all: the fault is over first', async () => {
    const its = await scene({ healsAt: undefined });
    let stopped = false;
    const drilled = ended(
      await drill(
        its,
        {},
        {
          meanwhile: ({ record }) => {
            if (!record || stopped) return;
            stopped = true;
            void stopAll(its);
          },
        },
      ),
    );
    expect(drilled).toMatchObject({ verdict: 'stopped', reason: { code: 'drill-switched' } });
    await its.world.clock.advance(1);
    expect(its.service.isBroken).toBe(false);
  });

  test('by its stop condition: the injector has ended the fault, and the verdict says so', async () => {
    const its = await scene({ healsAt: undefined });
    const injector = serviceInjector(its);
    const drilled = ended(
      await drill(
        its,
        {},
        { injector, meanwhile: ({ record }) => record && injector.halt('checkout fails') },
      ),
    );
    expect(drilled).toMatchObject({ verdict: 'stopped', reason: { code: 'drill-stop-condition' } });
  });
});

/** A mark on the alarm that no drill has made. */
const forged = async (its: Scene, mark: object) => {
  const { world, runbook, alarm } = its;
  const from = world.clock.now().toISOString();
  const until = new Date(world.clock.milliseconds + 3_600_000).toISOString();
  const drill = {
    id: 'drill-20260301-0300-00000000',
    runbook: runbook.id,
    from,
    until,
    targets: [],
    ...mark,
  };
  await world.clock.run(() =>
    world.clients.documents.send(
      new PutCommand({
        TableName: places.table,
        Item: { ...alarmKey(world.cloudwatch.arnOf(alarm.name)), drill },
      }),
    ),
  );
};

describe('a mark that somebody has forged', () => {
  test('counts for nothing where the environment has no drills', async () => {
    const its = await scene(
      { healsAt: undefined, mode: 'watch' },
      deployable(restart, { mode: 'watch' }).runbook,
    );
    await forged(its, { targets: ['arn:aws:ecs:eu-central-1:111122223333:service/shop/web'] });
    its.service.break();
    await its.world.clock.advance(1_200);
    expect(incidentOf(its)).toMatchObject({ mode: 'watch' });
    expect(incidentOf(its)?.drill).toBeUndefined();
    expect(said(its, 'page')).toHaveLength(1);
  });

  test('acts on nothing that it does not name', async () => {
    const its = await scene({ healsAt: undefined });
    await forged(its, {});
    its.service.break();
    await its.world.clock.advance(600);
    expect(incidentOf(its)).toMatchObject({ reason: { code: 'drill-target' }, step: 0 });
  });
});

/** A fault whose end does not help, because something else has broken meanwhile. */
function alsoBroken(its: Scene) {
  const injector = serviceInjector(its);
  return {
    injector: {
      ...injector,
      end: async () => {},
      inject: async (one: Drill) => {
        await injector.inject(one);
        its.world.clock.after(1_800, () => its.service.break());
      },
    },
  };
}

const take = ({ world, night }: Scene, forSeconds: number) =>
  world.clock.run(async () => {
    const { documents, sfn, scheduler } = world.clients;
    const database = { client: documents, table: places.table };
    const whole = await readWhole(database, night.incidents()[0]?.id ?? '');
    if (!whole) throw new Error('There is no incident to take.');
    const now = world.clock.now();
    const change = { by: 'anna', why: 'I have it', at: iso(now) };
    const { deadlineGroup } = places;
    const services = { database, sfn, scheduler, deadlineGroup, startUpdate: async () => {} };
    await takeIncident(whole, change, plusSeconds(now, forSeconds), services);
  });

describe('a drill hides nothing', () => {
  test('a person is paged if its alarm still fires once it is over', async () => {
    const its = await scene({ healsAt: undefined });
    await drill(its, {}, alsoBroken(its));
    expect(said(its, 'page')).toEqual([]);
    await its.world.clock.advance(3_600);
    expect(said(its, 'backup')).toEqual([
      expect.stringMatching(/^web-errors still ALARM|^web-errors state unknown/),
    ]);
    expect(its.night.incidents()).toHaveLength(1);
  });

  test('a person who has taken it is left alone until their time is over, and then somebody is paged', async () => {
    const its = await scene({ healsAt: undefined });
    await drill(its, {}, alsoBroken(its));
    await take(its, 7_200);
    await its.world.clock.advance(7_000);
    expect(said(its, 'backup')).toEqual([]);
    await its.world.clock.advance(400);
    expect(said(its, 'backup')).toEqual([expect.stringMatching(/^web-errors (still ALARM|state unknown)/)]);
    expect(its.night.incidents()[0]?.drill).toBeUndefined();
  });

  test('also where that person took it before its verdict', async () => {
    const its = await scene({ healsAt: undefined });
    const { injector } = alsoBroken(its);
    const inject = async (one: Drill) => {
      await injector.inject(one);
      its.world.clock.after(200, () => void take(its, 7_200));
    };
    await drill(its, {}, { injector: { ...injector, inject } });
    expect(its.night.incidents()[0]).toMatchObject({ takenOver: 'anna', verdict: 'escalated' });
    await its.world.clock.advance(5_000);
    expect(said(its, 'backup')).toEqual([]);
    await its.world.clock.advance(3_000);
    expect(said(its, 'backup')).toEqual([expect.stringMatching(/^web-errors (still ALARM|state unknown)/)]);
  });
});
