import fc from 'fast-check';
import { runAction } from '#action/run/run-action';
import { page } from '#lambdas/page/page';
import { recover } from '#lambdas/recover/recover';
import { sweep } from '#lambdas/sweep/sweep';
import { verify } from '#lambdas/verify/verify';
import { places } from '#testing/world/world';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  end,
  eventOf,
  executionArn,
  hushed,
  theIncident,
} from '../support/scenes.ts';

hushed();

/** Lets the calls of several functions reach the world in every order that chance finds. */
const inAnyOrder = (play: (schedule: fc.Scheduler) => Promise<void>) =>
  fc.assert(fc.asyncProperty(fc.scheduler(), play), { numRuns: 100 });

/**
 * From here on, the scheduler decides which call of which function takes effect next.
 * @returns the calls in the order in which they took effect, as text
 */
function shuffle({ world }: ReturnType<typeof aNight>, schedule: fc.Scheduler): string[] {
  const order: string[] = [];
  world.wire.beforeEach = async ({ command, input }) => {
    await schedule.schedule(Promise.resolve(), command);
    order.push(`${command} ${JSON.stringify(input)}`);
  };
  return order;
}

/** A night whose incident was admitted, one of its steps done or not, and what its execution sends along. */
async function admittedNight(act = true) {
  const restart = aRemedy();
  const scene = aNight({ remedies: [restart], surroundings: { sweepEvery: 99_999 } });
  const { incident } = await admitted(scene);
  const mine = { contract: 1 as const, execution: executionArn('first'), incident, step: 1 };
  if (act)
    await runAction(restart, { ...mine, dryRun: false, allowed: { service: 'shop' } }, scene.services.act);
  const token = scene.world.stepFunctions.issueToken();
  const woken: string[] = [];
  const say = (how: string) => () => void woken.push(how);
  scene.world.stepFunctions.answerOf(token).then(say('resumed'), say('ended'));
  return { ...scene, restart, incident, mine, token, woken };
}

test('an OK event and a step that begins to wait: the step is always woken', () =>
  inAnyOrder(async (schedule) => {
    const scene = await admittedNight();
    await scene.world.clock.advance(5);
    const ok = eventOf(scene.world, alarmName, 'OK');
    shuffle(scene, schedule);
    await schedule.waitFor(
      Promise.all([
        verify({ ...scene.mine, ask: 'wait-for-ok', token: scene.token }, scene.services.verify),
        recover(ok, scene.services.recover),
      ]),
    );
    expect(scene.woken).toEqual(['resumed']);
  }));

test('a joiner that begins to wait and a holder that ends: the joiner is always woken', () =>
  inAnyOrder(async (schedule) => {
    const scene = await admittedNight();
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const joiner = await admitted(scene, 'joiner', { event: eventOf(scene.world, 'shop-latency') });
    expect(joiner.answer).toBe('join');
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(60);
    shuffle(scene, schedule);
    const theirs = {
      contract: 1 as const,
      execution: executionArn('joiner'),
      incident: joiner.incident,
      step: 0,
    };
    await schedule.waitFor(
      Promise.all([
        verify({ ...theirs, ask: 'wait-for-ok', token: scene.token }, scene.services.verify),
        verify({ ...scene.mine, ask: 'confirm-held' }, scene.services.verify),
      ]),
    );
    // Its own alarm has the time that it needs to show the holder's fix.
    scene.world.wire.beforeEach = () => {};
    await scene.world.clock.advance(180);
    await scene.world.clock.run(() => sweep(scene.services.sweep));
    expect(scene.woken).toEqual(['ended']);
  }));

test('two invocations of one step and a third that fences it off: it acts at most once, and only if that is on record', () =>
  inAnyOrder(async (schedule) => {
    const scene = await admittedNight(false);
    shuffle(scene, schedule);
    const run = () =>
      runAction(
        scene.restart,
        { ...scene.mine, dryRun: false, allowed: { service: 'shop' } },
        scene.services.act,
      );
    const fence = verify({ ...scene.mine, ask: 'look-again' }, scene.services.verify).catch(() => {});
    await schedule.waitFor(Promise.all([run(), run(), fence]));
    const { attempts } = theIncident(scene.night);
    expect(attempts).toHaveLength(1);
    expect(scene.restart.acted).toHaveLength(attempts[0]?.state === 'never-started' ? 0 : 1);
  }));

test('a step that starts and an incident that ends: it starts before the verdict or not at all', () =>
  inAnyOrder(async (schedule) => {
    const scene = await admittedNight(false);
    const order = shuffle(scene, schedule);
    const run = runAction(
      scene.restart,
      { ...scene.mine, dryRun: false, allowed: { service: 'shop' } },
      scene.services.act,
    );
    await schedule.waitFor(Promise.all([run, end(scene, scene.incident)]));

    const [started, ended] = ['"state":"started"', 'verdict = :verdict'].map((what) =>
      order.findIndex((call) => call.startsWith('TransactWrite') && call.includes(what)),
    );
    const inTime = started !== undefined && ended !== undefined && started >= 0 && started < ended;
    expect(theIncident(scene.night).incident.verdict).toBe('healed');
    expect(scene.restart.acted).toEqual(inTime ? ['shop'] : []);
  }));

test('three executions of one state change: one acts, the others are duplicates', () =>
  inAnyOrder(async (schedule) => {
    const scene = aNight();
    shuffle(scene, schedule);
    const asked = scene.world.clock.run(() =>
      schedule.waitFor(Promise.all(['one', 'two', 'three'].map((name) => admitted(scene, name)))),
    );
    const answers = (await asked).map(({ answer }) => answer);
    expect(answers.sort()).toEqual(['act', 'duplicate', 'duplicate']);
    expect(Object.keys(scene.world.scheduler.armed)).toHaveLength(1);
  }));

test('a recovery that is recorded and a sweep: one verdict, and whoever it concerns is told', () =>
  inAnyOrder(async (schedule) => {
    const scene = await admittedNight();
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(900);
    const before = scene.world.sns.messages.length;
    shuffle(scene, schedule);
    await schedule.waitFor(
      Promise.all([
        verify({ ...scene.mine, ask: 'confirm-held' }, scene.services.verify).catch(() => {}),
        sweep(scene.services.sweep),
      ]),
    );
    const { incident, timeline } = theIncident(scene.night);
    expect(timeline.filter(({ text }) => /^(healed|escalated): /.test(text))).toHaveLength(1);
    expect(scene.world.sns.messages.length).toBeGreaterThan(before);
    expect(incident.open).toBeUndefined();
  }));

test('two alarms of one target that page together: one rings, in every order, and the other is a line', () =>
  inAnyOrder(async (schedule) => {
    const scene = aNight({ surroundings: { sweepEvery: 99_999 } });
    const tired = { ...scene.runbook, guards: { ...scene.runbook.guards, maxRunsPerDay: 0 } };
    await admitted(scene, 'first', { runbook: tired });
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const other = eventOf(scene.world, 'shop-latency');
    await admitted(scene, 'second', { runbook: tired, event: other });
    shuffle(scene, schedule);
    const pages = (name: string, event: unknown) =>
      page({ contract: 1, execution: executionArn(name), event, runbook: tired }, scene.services.page);
    const both = scene.world.clock.run(() =>
      schedule.waitFor(Promise.all([pages('first', scene.event), pages('second', other)])),
    );
    await both;
    const loud = scene.world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);
    expect(loud).toHaveLength(1);
    expect(scene.night.incidents(({ partOf }) => partOf !== undefined)).toHaveLength(1);
    expect(scene.night.incidents(({ toldAt }) => toldAt !== undefined)).toHaveLength(2);
  }));
