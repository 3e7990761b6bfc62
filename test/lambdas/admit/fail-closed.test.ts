import { describe, expect, test } from 'vitest';
import { alarmName, aNight, aRemedy, eventOf, healsAfter, hushed } from '#test/support/scenes';
import type { Call } from '#testing/world/wire';
import { places } from '#testing/world/world';

hushed();

/** Every guard there is, each with something to ask. */
const guards = {
  cooldownSeconds: 1800,
  maxRunsPerDay: 3,
  staleAfterSeconds: 300,
  breaker: { runsWithoutEffect: 2, restSeconds: 6 * 3600 },
  chronic: { timesHealed: 3, withinDays: 7 },
  massFailure: { incidents: 10, withinSeconds: 300, coolDownSeconds: 900, pageEverySeconds: 300 },
  changeCalendars: ['arn:aws:ssm:eu-central-1:111122223333:document/year-end'],
};

function guarded(act = () => {}) {
  const remedy = aRemedy({ act });
  const scene = aNight({ runbook: { guards }, remedies: [remedy] });
  const run = () => scene.night.finish(scene.night.deliver('shop-errors', eventOf(scene.world)));
  return { ...scene, remedy, run };
}

const isBy =
  (stage: string) =>
  ({ by }: Call): boolean =>
    by?.name.startsWith(stage) ?? false;

const admits = isBy('AdmitFunctionArn');
const acts = isBy('RestartFunctionArn');

/** What is asked before the first change, by the stage that asks. */
async function questions(stage: (call: Call) => boolean): Promise<string[]> {
  let isBefore = true;
  const { world, run } = guarded(() => {
    isBefore = false;
  });
  const asked: string[] = [];
  world.wire.beforeEach = (call) => {
    if (isBefore && stage(call)) asked.push(`${call.service} ${call.command}`);
  };
  healsAfter(world, 60);
  expect(await run()).toMatchObject({ verdict: 'healed' });
  return [...new Set(asked)];
}

/** A timeline's line is for people to read later; nothing is decided by it. */
const decidesNothing = ['dynamodb Put'];

describe('whatever cannot be asked', () => {
  test('Admit asks all of these, and each of them is looked at here', async () => {
    expect((await questions(admits)).sort()).toEqual([
      'cloudwatch DescribeAlarms',
      'cloudwatch GetMetricData',
      'cloudwatch ListAlarmMuteRules',
      'dynamodb BatchGet',
      'dynamodb Get',
      'dynamodb Query',
      'dynamodb TransactWrite',
      'dynamodb Update',
      'scheduler CreateSchedule',
      'ssm GetCalendarState',
    ]);
  });

  for (const [stage, fits] of [
    ['Admit', admits],
    ['an action', acts],
  ] as const) {
    test(`by ${stage} keeps it from acting, and a person is asked: fail closed`, async () => {
      const asked = (await questions(fits)).filter((call) => !decidesNothing.includes(call));
      expect(asked.length).toBeGreaterThan(2);
      for (const question of asked) {
        const { world, remedy, run } = guarded();
        const isAsked = (call: Call) => fits(call) && `${call.service} ${call.command}` === question;
        world.wire.plan(isAsked, 'error before', { times: 1e6 });
        const { verdict } = await run();
        const paged = world.sns.on(places.topics.page).length + world.sns.on(places.topics.backup).length;
        expect([question, remedy.acted.length, verdict, paged > 0]).toEqual([question, 0, 'escalated', true]);
      }
    });
  }

  test('is said in one sentence that begins like every other no', async () => {
    for (const question of ['DescribeAlarms', 'GetMetricData', 'ListAlarmMuteRules', 'GetCalendarState']) {
      const { world, run } = guarded();
      world.wire.plan((call) => admits(call) && call.command === question, 'error before', { times: 1e6 });
      const { incident } = await run();
      expect([question, incident?.summary]).toEqual([
        question,
        expect.stringMatching(/^Not acting because /),
      ]);
      expect(world.sns.on(places.topics.page)[0]?.body).toContain('Why you were paged: Not acting because ');
    }
  });
});

test('an empty list of targets does not mean all targets: nothing is done, and a person is asked', async () => {
  const remedy = aRemedy();
  const scene = aNight({
    remedies: [{ ...remedy, action: { ...remedy.action, targets: () => [] } }],
  });
  const ended = await scene.night.finish(scene.night.deliver('shop-errors', eventOf(scene.world, alarmName)));
  expect(ended).toMatchObject({ verdict: 'escalated' });
  expect(ended.incident?.summary).toMatch(/^Not acting because .*its parameters name no target/);
  expect(remedy.acted).toEqual([]);
});
