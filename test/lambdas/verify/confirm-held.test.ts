import { runAction } from '#action/run/run-action';
import { verify } from '#lambdas/verify/verify';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  end,
  executionArn,
  type MadeUp,
  type Scene,
  theIncident,
} from '#test/support/scenes';
import { places } from '#testing/world/world';

/** A night whose first step was done, whose alarm is OK, and whose hold is over. */
async function held(scene: Scene = {}, remedy: MadeUp = {}, holdSeconds = 60) {
  const restart = aRemedy(remedy);
  const night = aNight({ remedies: [restart], ...scene });
  const { incident } = await admitted(night);
  const mine = { contract: 1 as const, execution: executionArn('first'), incident, step: 1 };
  await runAction(restart, { ...mine, dryRun: false, allowed: { service: 'shop' } }, night.services.act);
  night.world.cloudwatch.set(alarmName, 'OK');
  await night.world.clock.advance(holdSeconds);
  const confirm = () => verify({ ...mine, ask: 'confirm-held' }, night.services.verify);
  return { ...night, confirm };
}

const andMetric = {
  namespace: 'Shop',
  metricName: 'HealthyTasks',
  dimensions: { Service: { fromAlarm: { dimension: 'ServiceName', allowed: 'shop*' } } },
  statistic: 'Minimum' as const,
  atLeast: 2,
  withinSeconds: 120,
};
const secondMetric: Scene = {
  runbook: { recovered: { holdForSeconds: 60, andMetric } },
  alarm: { dimensions: { ServiceName: 'shop' } },
};

describe('a recovery does not count', () => {
  test('when the alarm fell back: the step is settled, and the next may start', async () => {
    const scene = await held();
    scene.world.cloudwatch.set(alarmName, 'ALARM');
    await expect(scene.confirm()).rejects.toThrow('Not healed: the alarm fell back to ALARM');
    expect(theIncident(scene.night).attempts).toMatchObject([
      { settled: true, finding: 'the alarm fell back to ALARM' },
    ]);
  });

  test('when a worker that slept acted only during the hold: its step is not over, and no next one starts', async () => {
    const scene = await held({}, {}, 20);
    scene.world.cloudwatch.set(alarmName, 'ALARM');
    await expect(scene.confirm()).rejects.toThrow('Not healed: the alarm fell back to ALARM');
    expect(theIncident(scene.night).attempts[0]?.settled).toBeUndefined();
  });

  test('when an older OK ended the wait and the alarm never left ALARM: the step keeps its full time', async () => {
    const restart = aRemedy();
    const night = aNight({ remedies: [restart] });
    const { incident } = await admitted(night);
    const mine = { contract: 1 as const, execution: executionArn('first'), incident, step: 1 };
    await night.world.clock.advance(1);
    await runAction(restart, { ...mine, dryRun: false, allowed: { service: 'shop' } }, night.services.act);
    await night.world.clock.advance(60);
    await expect(verify({ ...mine, ask: 'confirm-held' }, night.services.verify)).rejects.toThrow(
      'fell back',
    );
    expect(theIncident(night.night).attempts[0]?.settled).toBeUndefined();
  });

  test('when the alarm fell back and was OK again within the hold', async () => {
    const scene = await held({}, {}, 30);
    scene.world.cloudwatch.set(alarmName, 'ALARM');
    await scene.world.clock.advance(10);
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.world.clock.advance(20);
    await expect(scene.confirm()).rejects.toThrow('fell back and was OK again within the hold');
  });

  test('when the alarm went quiet instead of OK', async () => {
    const scene = await held();
    scene.world.cloudwatch.set(alarmName, 'INSUFFICIENT_DATA');
    await expect(scene.confirm()).rejects.toThrow('fell back to INSUFFICIENT_DATA');
  });

  test('when the second metric reports nothing: the service died quietly', async () => {
    const scene = await held(secondMetric);
    await expect(scene.confirm()).rejects.toThrow(
      'Not healed: the alarm is OK, but Shop HealthyTasks has no datapoint since 02:59:00 UTC',
    );
    expect(theIncident(scene.night).incident.verdict).toBeUndefined();
  });

  test('when the second metric is low', async () => {
    const scene = await held(secondMetric);
    scene.world.cloudwatch.report('Shop', 'HealthyTasks', { Service: 'shop' }, 1);
    await expect(scene.confirm()).rejects.toThrow('Shop HealthyTasks is 1, and at least 2 is expected');
  });

  test('when the second metric cannot be read', async () => {
    const scene = await held(secondMetric);
    scene.world.wire.fail('cloudwatch', 'GetMetricData', 'throttle');
    await expect(scene.confirm()).rejects.toThrow("Shop HealthyTasks can't be read");
  });

  test('when the sweeper was first', async () => {
    const scene = await held();
    await end(scene, undefined, 'escalated');
    await expect(scene.confirm()).rejects.toThrow('ended as escalated');
  });
});

describe('the verdict', () => {
  test('is healed when a step acted, and a notice says which', async () => {
    const scene = await held(secondMetric);
    scene.world.cloudwatch.report('Shop', 'HealthyTasks', { Service: 'shop' }, 2);
    expect(await scene.confirm()).toMatchObject({ verdict: 'healed', summary: 'recovered after Restart it' });

    const { incident } = theIncident(scene.night);
    expect(incident).toMatchObject({ verdict: 'healed', healedBy: 'Restart it' });
    expect(incident.open).toBeUndefined();
    expect(scene.world.sns.messages).toMatchObject([{ topic: places.topics.notice }]);
    expect(scene.world.sns.messages[0]?.body).toContain('healed, recovered after Restart it');
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('is healed when a step may have acted', async () => {
    const scene = await held(
      {},
      {
        act: () => {
          throw new Error('socket hang up');
        },
      },
    );
    expect(await scene.confirm()).toMatchObject({ verdict: 'healed' });
  });

  test('is self-recovered when nothing may have acted, and nobody is told', async () => {
    const scene = await held({}, { refuses: () => 'a deployment is in progress' });
    expect(await scene.confirm()).toMatchObject({ verdict: 'self-recovered' });
    expect(scene.world.sns.messages).toEqual([]);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('is written once, however often it is asked for', async () => {
    const scene = await held();
    await Promise.all([scene.confirm(), scene.confirm()]);
    await scene.confirm();
    const verdicts = theIncident(scene.night).timeline.filter(({ text }) => text.startsWith('healed'));
    expect(verdicts).toHaveLength(1);
  });

  test('stands when everything after it fails, and the next invocation makes that good', async () => {
    const scene = await held();
    scene.world.wire.fail('sns', 'Publish', 'throttle');
    await expect(scene.confirm()).rejects.toThrow('Rate exceeded');
    expect(theIncident(scene.night).incident).toMatchObject({ verdict: 'healed', open: 'OPEN' });

    expect(await scene.confirm()).toMatchObject({ verdict: 'healed' });
    expect(scene.world.sns.messages).toHaveLength(1);
  });

  test('whose notice could not be sent is told by the sweeper', async () => {
    const scene = await held();
    scene.world.wire.fail('sns', 'Publish', 'throttle');
    await expect(scene.confirm()).rejects.toThrow('Rate exceeded');
    await scene.world.clock.advance(900);
    expect(scene.world.sns.messages).toMatchObject([{ topic: places.topics.notice }]);
  });

  test('releases the locks with it', async () => {
    const scene = await held();
    await scene.confirm();
    expect(scene.world.dynamodb.all().find(({ sk }) => sk === 'LOCK')).toMatchObject({
      leaseUntil: '2026-03-01T03:01:00.000Z',
    });
  });
});
