import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { runAction } from '#action/run/run-action';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { lockKey, modeKey, runsKey } from '#core/table/keys';
import {
  admitted,
  aNight,
  aRemedy,
  aStep,
  eventOf,
  executionArn,
  hushed,
  type MadeUp,
  targetOf,
  theIncident,
} from '#test/support/scenes';
import { places } from '#testing/world/world';
import { atTheTerminal } from './scene.ts';

hushed();

const web = { service: { fromAlarm: { dimension: 'ServiceName', allowed: 'web-*' } } };
const listed = { service: { fromAlarm: { dimension: 'ServiceName', allowed: ['cart', 'pay'] } } };

interface Given {
  readonly runbook?: Partial<DeployedRunbook>;
  readonly remedy?: MadeUp;
}

/** A quiet night: the alarm is OK, and a person is at a terminal. */
function quiet({ runbook = {}, remedy = {} }: Given = {}) {
  const restart = aRemedy(remedy);
  const scene = atTheTerminal({ remedies: [restart], runbook, alarm: { state: 'OK' } });
  const put = (Item: object) =>
    scene.world.clients.documents.send(new PutCommand({ TableName: places.table, Item: { ...Item } }));
  const asked = (...more: string[]) => [
    'run',
    'shop-errors',
    '1',
    '--target',
    'shop',
    '--reason',
    'it hangs',
    ...more,
  ];
  return { ...scene, restart, put, asked };
}

const later = '2026-03-01T03:20:00.000Z';

describe('nightshift run is refused by the guards, says so with exit status 1, and leaves nothing open:', () => {
  const change = { by: 'ben', why: 'release night', at: '2026-03-01T02:00:00.000Z' };
  test.each<[string, object, string]>([
    ['stop-all', { pk: 'MODES', sk: 'STOP-ALL', ...change }, 'everything was stopped by ben'],
    [
      'a mode that somebody switched to watch',
      { ...modeKey('shop-errors'), runbook: 'shop-errors', mode: 'watch', ...change },
      'runbook shop-errors was switched to watch by ben',
    ],
    [
      'a lock',
      { ...lockKey(targetOf('shop')), holder: '20260301-0250-0badcafe', leaseUntil: later, busyUntil: '' },
      'service/shop/shop is locked by incident 20260301-0250-0badcafe, whose fix is under way',
    ],
    [
      'a person who keeps the target',
      { ...lockKey(targetOf('shop')), holder: 'x', leaseUntil: later, busyUntil: '', keptBy: 'cleo' },
      'is kept by cleo',
    ],
    [
      'the cooldown',
      {
        ...runsKey(targetOf('shop'), 'shop-errors'),
        runs: { x: { at: '2026-03-01T02:50:00.000Z' } },
        version: 1,
      },
      'the cooldown lasts until 03:20 UTC',
    ],
  ])('%s', async (_, item, because) => {
    const { run, restart, put, night, asked } = quiet();
    await put(item);
    const { text, exitStatus } = await run(...asked());
    expect(text).toContain(`Not acting because`);
    expect(text).toContain(because);
    expect(exitStatus).toBe(1);
    expect(restart.acted).toEqual([]);
    expect(night.incidents()).toEqual([]);
  });

  test('the deployed mode off', async () => {
    const { run, restart, asked } = quiet({ runbook: { mode: 'off' } });
    expect((await run(...asked())).text).toContain('runbook shop-errors is switched off (mode off)');
    expect(restart.acted).toEqual([]);
  });

  test('a mass failure', async () => {
    const guards = { cooldownSeconds: 1, maxRunsPerDay: 9, staleAfterSeconds: 300 };
    const massFailure = { incidents: 1, withinSeconds: 300, coolDownSeconds: 900, pageEverySeconds: 300 };
    const { run, restart, asked, world } = quiet({ runbook: { guards: { ...guards, massFailure } } });
    expect((await run(...asked())).exitStatus).toBe(0);
    await world.clock.advance(5);
    expect((await run(...asked())).text).toMatch(/2 incidents began within 5 min, the limit is 1/);
    expect(restart.acted).toEqual(['shop']);
  });

  test('a change calendar that is closed', async () => {
    const guards = {
      cooldownSeconds: 1,
      maxRunsPerDay: 9,
      staleAfterSeconds: 300,
      changeCalendars: ['arn:a/freeze'],
    };
    const { run, restart, asked, world } = quiet({ runbook: { guards } });
    world.systemsManager.state = 'CLOSED';
    expect((await run(...asked())).text).toContain('the change calendar freeze is CLOSED');
    expect(restart.acted).toEqual([]);
  });

  test('a target that the runbook does not allow', async () => {
    const { run, restart } = quiet({ runbook: { steps: [aStep('restart', { parameters: listed })] } });
    const { text, exitStatus } = await run('run', 'shop-errors', '1', '--target', 'web', '--reason', 'x');
    expect(text).toContain(`web is none of its targets: ${targetOf('cart')}, ${targetOf('pay')}`);
    expect(exitStatus).toBe(1);
    expect(restart.acted).toEqual([]);
  });

  test('a target outside the pattern that the runbook allows', async () => {
    const { run, restart } = quiet({ runbook: { steps: [aStep('restart', { parameters: web })] } });
    const { text } = await run('run', 'shop-errors', '1', '--target', targetOf('db'), '--reason', 'x');
    expect(text).toContain('is none of its targets');
    expect(restart.acted).toEqual([]);
  });
});

describe('nightshift run', () => {
  test('does the step, by the deployed Lambda, and says what it did', async () => {
    const { run, restart, asked, night, world } = quiet();
    const { text, exitStatus } = await run(...asked('--by', 'ben'));
    const { incident } = theIncident(night);
    expect(text).toBe(
      [
        'Done: 1. Restart it of shop-errors, on ecs service/shop/shop.',
        '  by ben at 2026-03-01 03:00:00 UTC: it hangs',
        'Did restart on shop.',
        'Nobody checks whether it helped: watch its alarm.',
        `nightshift show ${incident.id} has what was there before.`,
      ].join('\n'),
    );
    expect(exitStatus).toBe(0);
    expect(restart.acted).toEqual(['shop']);
    await world.clock.advance(3_600);
    expect(world.sns.messages).toEqual([]);
    expect(world.scheduler.armed).toEqual({});
  });

  test('is on record as by hand: who, why, before and after; the lock is given up and the run counts', async () => {
    const { run, said, asked, night, world } = quiet();
    await run(...asked());
    const { incident, attempts, timeline } = theIncident(night);
    expect(incident).toMatchObject({
      verdict: 'by-hand',
      summary: 'anna by hand: Did restart on shop.',
      byHand: { by: 'anna', why: 'it hangs' },
    });
    expect(incident.open).toBeUndefined();
    expect(attempts).toMatchObject([{ state: 'acted', before: { tasks: 2 }, after: { tasks: 2 } }]);
    expect(timeline.map(({ text }) => text)).toContain('anna runs Restart it by hand: it hangs');
    await world.clock.advance(1);
    expect(await said('locks')).toBe('No target is locked in rehearsal.');
    expect(await said('show', incident.id)).toContain('By hand   anna at 2026-03-01 03:00:00 UTC: it hangs');
    expect(await said('history', '--verdict', 'by-hand')).toContain('by hand: Restart it');
    // It is no alarm's incident.
    expect(await said('report', '--month', '2026-03')).toContain('No incident.');
    // The next alarm finds the run in its cooldown.
    expect((await run(...asked())).text).toContain('the cooldown lasts until 03:30 UTC');
  });

  test('needs no approval where the step or the mode asks for one: a person decided', async () => {
    const { run, restart, asked } = quiet({
      runbook: { mode: 'approve', steps: [aStep('restart', { approval: 'required' })] },
    });
    expect((await run(...asked())).exitStatus).toBe(0);
    expect(restart.acted).toEqual(['shop']);
  });

  test('runs a step of a runbook that is deployed to watch', async () => {
    const { run, restart, asked } = quiet({ runbook: { mode: 'watch' } });
    expect((await run(...asked())).exitStatus).toBe(0);
    expect(restart.acted).toEqual(['shop']);
  });

  test.each([
    ['a name that the pattern allows', web, 'web-cart', 'web-cart'],
    ['an ARN that the pattern allows', web, targetOf('web-cart'), 'web-cart'],
    ['a name on the list', listed, 'pay', 'pay'],
    ['an ARN on the list', listed, targetOf('pay'), 'pay'],
  ])('takes %s', async (_, parameters, target, service) => {
    const { run, restart } = quiet({ runbook: { steps: [aStep('restart', { parameters })] } });
    const { exitStatus } = await run('run', 'shop-errors', 'restart', '--target', target, '--reason', 'x');
    expect(exitStatus).toBe(0);
    expect(restart.acted).toEqual([service]);
  });

  test('says what the action itself refuses, and holds no lock afterwards', async () => {
    const { run, said, asked, night, world } = quiet({
      remedy: { refuses: () => 'a deployment is in progress' },
    });
    const { text, exitStatus } = await run(...asked());
    expect(text).toContain('Not done: 1. Restart it');
    expect(text).toContain('Not acting because a deployment is in progress');
    expect(exitStatus).toBe(1);
    expect(theIncident(night).incident.verdict).toBe('by-hand');
    await world.clock.advance(1);
    expect(await said('locks')).toBe('No target is locked in rehearsal.');
  });

  test('says that an effect is not known where the call failed', async () => {
    const act = () => Promise.reject(new Error('connection reset'));
    const { run, asked } = quiet({ remedy: { act } });
    const { text, exitStatus } = await run(...asked());
    expect(text).toContain('Not known: 1. Restart it');
    expect(text).toContain('It may have taken effect; check it.');
    expect(text).toContain('connection reset');
    expect(exitStatus).toBe(1);
  });

  test('acts once where its invocation is delivered twice', async () => {
    const { run, restart, asked, world } = quiet();
    world.wire.plan(
      ({ service, by, input }) =>
        service === 'lambda' && !by && /restart/i.test(String(input['FunctionName'])),
      'twice',
    );
    await run(...asked());
    expect(restart.acted).toEqual(['shop']);
  });

  test('that dies half way is ended by the sweeper, and nobody is paged', async () => {
    const { type, restart, asked, night, world, said } = quiet();
    // Its terminal is closed: what it would write after the action never gets through.
    world.wire.plan(
      ({ by, command, input }) =>
        !by && command === 'TransactWrite' && JSON.stringify(input).includes('by hand'),
      'error before',
      { times: 99 },
    );
    const typed = type(...asked()).catch((error: Error) => error);
    await world.clock.advance(60);
    expect(await typed).toBeInstanceOf(Error);
    expect(await said('locks')).toContain('service/shop/shop');
    world.wire.heal();
    await world.clock.advance(600);
    expect(theIncident(night).incident).toMatchObject({
      verdict: 'by-hand',
      summary: 'whoever ran it did not see to its end',
    });
    expect(await said('locks')).toBe('No target is locked in rehearsal.');
    expect(world.sns.messages).toEqual([]);
    expect(restart.acted).toEqual(['shop']);
  });

  test('keeps an alarm on its target waiting, which pages if its own alarm stays on', async () => {
    const scene = quiet({ remedy: { act: () => scene.world.clock.sleep(20) } });
    const { type, restart, asked, night, world } = scene;
    const typed = type(...asked());
    await world.clock.advance(5);
    world.cloudwatch.set('shop-5xx', 'ALARM');
    const ended = await night.finish(night.deliver('shop-errors', eventOf(world)));
    await typed;
    expect(restart.acted).toEqual(['shop']);
    expect(ended.incident).toMatchObject({ answer: 'join', verdict: 'escalated' });
    expect(ended.incident?.summary).toContain('ended as by-hand; this alarm is still not OK');
  });
});

describe('nightshift run --dry-run', () => {
  test('says what it would do and changes nothing', async () => {
    const { run, restart, asked, night, world, said } = quiet();
    const { text, exitStatus } = await run(...asked('--dry-run'));
    expect(text).toContain('Dry run: 1. Restart it of shop-errors, on ecs service/shop/shop.');
    expect(text).toContain('Would have: Restart it of shop.');
    expect(exitStatus).toBe(0);
    expect(restart.acted).toEqual([]);
    expect(theIncident(night).incident.verdict).toBe('by-hand');
    await world.clock.advance(1);
    expect(await said('locks')).toBe('No target is locked in rehearsal.');
    // It is no run: the next one is not in its cooldown.
    expect((await run(...asked())).exitStatus).toBe(0);
  });

  test('says which guard would say no', async () => {
    const { run, asked, world } = quiet();
    await run(...asked());
    await world.clock.advance(60);
    const { text, exitStatus } = await run(...asked('--dry-run'));
    expect(text).toContain(
      'A run would be refused now. Not acting because the last run on service/shop/shop',
    );
    expect(exitStatus).toBe(1);
  });
});

test('--json says the same to machines', async () => {
  const { json, asked, night } = quiet();
  expect(await json(...asked())).toEqual({
    runbook: 'shop-errors',
    step: 1,
    by: 'anna',
    why: 'it hangs',
    at: '2026-03-01T03:00:00.000Z',
    dryRun: false,
    incident: theIncident(night).incident.id,
    against: null,
    outcome: 'done',
    summary: 'Did restart on shop.',
    targets: [targetOf('shop')],
  });
});

describe('one sentence and exit status', () => {
  test.each<[number, string, string[], RegExp]>([
    [2, 'no step', ['shop-errors'], /^Missing required argument 'STEP'/],
    [2, 'no target', ['shop-errors', '1', '--reason', 'x'], /^Say what to act on, with --target/],
    [
      2,
      'a reason that is too long',
      ['shop-errors', '1', '--target', 'shop', '--reason', 'x'.repeat(201)],
      /^--why takes at most 200 characters/,
    ],
    [2, 'no reason', ['shop-errors', '1', '--target', 'shop'], /^Say why, with --why/],
    [
      2,
      'an unknown step',
      ['shop-errors', '2', '--target', 'shop', '--reason', 'x'],
      /has no step "2"; its steps are 1 \(restart\)/,
    ],
    [
      1,
      'an unknown runbook',
      ['shop-error', '1', '--target', 'shop', '--reason', 'x'],
      /^No runbook "shop-error" is deployed in rehearsal; did you mean shop-errors\?/,
    ],
    [
      1,
      'one of another version',
      ['web-errors', '1', '--target', 'shop', '--reason', 'x'],
      /is deployed in rehearsal by another version/,
    ],
  ])('%i for %s', async (exitStatus, _, args, message) => {
    const { run } = quiet();
    await expect(run('run', ...args)).rejects.toMatchObject({
      exitStatus,
      message: expect.stringMatching(message),
    });
  });

  test('1 for an Admit that fails, with what it said', async () => {
    const { run, asked, world } = quiet();
    world.wire.plan(({ by, service }) => by !== undefined && service === 'dynamodb', 'error before', {
      times: 99,
    });
    await expect(run(...asked())).rejects.toMatchObject({
      exitStatus: 1,
      message: expect.stringMatching(/^AdmitFunctionArn failed: /),
    });
  });
});

describe('nightshift run, on what a person keeps', () => {
  const kept = { holder: 'taken', leaseUntil: later, busyUntil: '', keptBy: 'cleo' };
  const lockOf = ({ world }: ReturnType<typeof quiet>) =>
    world.dynamodb.all().find(({ pk, sk }) => pk === `TARGET#${targetOf('shop')}` && sk === 'LOCK');

  test('acts for that person, who keeps it afterwards', async () => {
    const scene = quiet();
    await scene.put({ ...lockKey(targetOf('shop')), ...kept });
    expect((await scene.run(...scene.asked('--by', 'cleo'))).exitStatus).toBe(0);
    expect(scene.restart.acted).toEqual(['shop']);
    const { holder, keptBy, leaseUntil } = lockOf(scene) ?? {};
    expect({ holder, keptBy, leaseUntil }).toEqual({ holder: 'taken', keptBy: 'cleo', leaseUntil: later });
  });

  test('not while a step runs there', async () => {
    const scene = quiet();
    await scene.put({ ...lockKey(targetOf('shop')), ...kept, busyUntil: later });
    const { text, exitStatus } = await scene.run(...scene.asked('--by', 'cleo'));
    expect(exitStatus).toBe(1);
    expect(text).toContain('is kept by cleo');
    expect(scene.restart.acted).toEqual([]);
  });

  test('is the keeper’s again where the run died, once the sweeper has ended it', async () => {
    const scene = quiet();
    await scene.put({ ...lockKey(targetOf('shop')), ...kept, leaseUntil: '2026-03-01T05:00:00.000Z' });
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
      where: (input) => JSON.stringify(input).includes('"by-hand"'),
    });
    await expect(scene.run(...scene.asked('--by', 'cleo'))).rejects.toThrow();
    expect(lockOf(scene)).not.toHaveProperty('keptBy');
    await scene.world.clock.advance(600);
    expect(lockOf(scene)).toMatchObject({ holder: 'taken', keptBy: 'cleo' });
  });
});

describe('an action', () => {
  const input = { contract: 1 as const, execution: executionArn('first'), step: 1, dryRun: false };

  test('does not believe a record that says by hand where the state machine asks', async () => {
    const remedy = aRemedy();
    const scene = aNight({ remedies: [remedy] });
    const { incident } = await admitted(scene);
    scene.world.cloudwatch.set('shop-5xx', 'OK');
    const { allowed } = { allowed: scene.runbook.steps[0]?.parameters ?? {} };
    const item = scene.world.dynamodb.partition(`INCIDENT#${incident}`).find(({ sk }) => sk === 'INCIDENT');
    await scene.world.clients.documents.send(
      new PutCommand({ TableName: places.table, Item: { ...item, byHand: { by: 'eve', why: '' } } }),
    );
    const acts = scene.world.clock.run(() =>
      runAction(remedy, { ...input, incident, allowed }, scene.services.act),
    );
    expect(await acts).toMatchObject({ outcome: 'nothing-to-do' });
    expect(remedy.acted).toEqual([]);
  });

  test('does not believe who says by hand of an incident that an alarm began', async () => {
    const remedy = aRemedy();
    const scene = aNight({ remedies: [remedy] });
    const { incident } = await admitted(scene);
    scene.world.cloudwatch.set('shop-5xx', 'OK');
    const allowed = scene.runbook.steps[0]?.parameters ?? {};
    const acts = scene.world.clock.run(() =>
      runAction(remedy, { ...input, incident, allowed, byHand: true }, scene.services.act),
    );
    expect(await acts).toMatchObject({ outcome: 'nothing-to-do' });
    expect(remedy.acted).toEqual([]);
  });
});
