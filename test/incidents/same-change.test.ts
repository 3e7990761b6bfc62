import { describe, expect, test } from 'vitest';
import { reconcile } from '#lambdas/reconcile/reconcile';
import { recover } from '#lambdas/recover/recover';
import { alarmEvent } from '#testing/run';
import { places } from '#testing/world/world';
import { admitted, alarmName, aNight, aRemedy, hushed } from '../support/scenes.ts';

hushed();

type Scene = ReturnType<typeof aNight>;

/** An event of the alarm whose own stamp is so many seconds off what CloudWatch describes. */
const eventAt = ({ world }: Scene, seconds: number, state: 'OK' | 'ALARM' = 'ALARM') =>
  alarmEvent({
    arn: world.cloudwatch.arnOf(alarmName),
    name: alarmName,
    state,
    at: new Date(world.clock.milliseconds + seconds * 1000),
  });

const pages = ({ world }: Scene) => [
  ...world.sns.on(places.topics.page),
  ...world.sns.on(places.topics.backup),
];

describe('one change under two moments', () => {
  test.each([-4, -0.001, 0.001, 4])(
    'is one incident and one restart when the event is stamped %d s off the description, and the reconciler was first',
    async (seconds) => {
      const remedy = aRemedy();
      const scene = aNight({ remedies: [remedy] });
      const event = eventAt(scene, seconds);
      await scene.world.clock.advance(60);
      expect(await reconcile(scene.services.reconcile)).toEqual({ admitted: 1, missed: 0 });
      await scene.world.clock.advance(5);
      expect((await scene.night.finish(scene.night.deliver('shop-errors', event))).status).toBe('SUCCEEDED');

      expect(scene.night.incidents()).toHaveLength(1);
      expect(remedy.acted).toHaveLength(1);
    },
  );

  test.each([-4, 4])(
    'is not missed by the reconciler when the event, stamped %d s off, was first',
    async (seconds) => {
      const scene = aNight();
      await admitted(scene, 'first', { event: eventAt(scene, seconds) });
      await scene.world.clock.advance(60);
      expect(await reconcile(scene.services.reconcile)).toEqual({ admitted: 0, missed: 0 });
    },
  );

  test.each([
    [2, 'duplicate'],
    [20, 'page'],
  ])(
    '%d s apart is judged by the two moments where the alarm cannot be read: %s',
    async (seconds, answer) => {
      const scene = aNight();
      await admitted(scene, 'first', { event: eventAt(scene, 0) });
      scene.world.wire.fail('cloudwatch', 'DescribeAlarms', 'denied');
      expect(await admitted(scene, 'second', { event: eventAt(scene, seconds) })).toMatchObject({ answer });
    },
  );

  test('opens one incident when both come in the same moment', async () => {
    const scene = aNight();
    const event = eventAt(scene, 3);
    const answers = await scene.world.clock.run(() =>
      Promise.all([admitted(scene, 'one'), admitted(scene, 'other', { event })]),
    );
    expect(answers.map(({ answer }) => answer).sort()).toEqual(['act', 'duplicate']);
  });

  test('leads to its one incident from either, also when the first execution has died: one page, under one key', async () => {
    const scene = aNight();
    await admitted(scene, 'first');
    const first = [...scene.world.stepFunctions.executions.values()][0];
    if (first) first.status = 'FAILED';
    await scene.world.clock.advance(60);
    await scene.night.finish(scene.night.deliver('shop-errors', eventAt(scene, -58)));

    expect(scene.night.incidents()).toMatchObject([{ verdict: 'escalated' }]);
    expect(new Set(pages(scene).map(({ deduplicationKey }) => deduplicationKey)).size).toBe(1);
  });

  test('is two when an OK lies between them, however near they are', async () => {
    const scene = aNight();
    const { world } = scene;
    await admitted(scene, 'first', { event: eventAt(scene, 0) });
    await world.clock.advance(1);
    world.cloudwatch.set(alarmName, 'OK');
    await world.clock.run(() => recover(eventAt(scene, 0, 'OK'), scene.services.recover));
    await world.clock.advance(1);
    world.cloudwatch.set(alarmName, 'ALARM');
    expect(await admitted(scene, 'second', { event: eventAt(scene, 0) })).toMatchObject({ answer: 'join' });
  });

  test('is taken for one where an OK between them went unseen, but not if the incident before has ended as recovered', async () => {
    const scene = aNight({ alarm: { state: 'OK' } });
    const { world } = scene;
    expect(await admitted(scene, 'blip', { event: eventAt(scene, 0) })).toMatchObject({
      answer: 'self-recovered',
    });
    await world.clock.advance(2);
    world.cloudwatch.set(alarmName, 'ALARM');
    expect(await admitted(scene, 'second', { event: eventAt(scene, 0) })).toMatchObject({ answer: 'act' });
  });
});

describe('an event without a transition', () => {
  test('is about the incident that is there', async () => {
    const scene = aNight();
    const { incident } = await admitted(scene, 'first', { event: eventAt(scene, 0) });
    await scene.world.clock.advance(120);
    expect(await admitted(scene, 'partial-data', { event: eventAt(scene, 0) })).toMatchObject({
      answer: 'duplicate',
      incident,
    });
  });

  test('begins an incident of its own where what came before was suppressed', async () => {
    const waiting = { by: 'WaitPeriod', because: 'waiting for the suppressor' };
    const scene = aNight({ alarm: { composite: true, suppressed: waiting } });
    expect(await admitted(scene, 'first', { event: eventAt(scene, 0) })).toMatchObject({
      answer: 'suppressed',
    });
    await scene.world.clock.advance(60);
    scene.world.cloudwatch.hush(alarmName, { suppressed: undefined });
    expect(await admitted(scene, 'wait-over', { event: eventAt(scene, 0) })).toMatchObject({ answer: 'act' });
  });

  test('begins one where the alarm’s own event never came', async () => {
    const scene = aNight();
    await scene.world.clock.advance(20);
    expect(await admitted(scene, 'partial-data', { event: eventAt(scene, 0) })).toMatchObject({
      answer: 'act',
    });
    await scene.world.clock.advance(60);
    expect(await reconcile(scene.services.reconcile)).toEqual({ admitted: 0, missed: 0 });
  });
});

describe('events out of order', () => {
  test('do not turn the alarm’s memory back: what was suppressed last is admitted when that ends', async () => {
    const scene = aNight({ runbook: { mode: 'off' } });
    const { world } = scene;
    const first = eventAt(scene, 0);
    await world.clock.advance(60);
    world.cloudwatch.set(alarmName, 'OK');
    await world.clock.advance(60);
    world.cloudwatch.set(alarmName, 'ALARM');
    await admitted(scene, 'second', { event: eventAt(scene, 0) });
    await admitted(scene, 'first', { event: first });
    await world.clock.advance(3600);

    const [entry] = scene.services.reconcile.index;
    if (!entry) throw new Error('No runbook in the index');
    const on = { ...entry, runbook: { ...entry.runbook, mode: 'auto' as const } };
    expect(await reconcile({ ...scene.services.reconcile, index: [on] })).toEqual({ admitted: 1, missed: 0 });
  });
});
