import { recover } from '#lambdas/recover/recover';
import {
  admitted,
  alarmName,
  aNight,
  aRunbook,
  aStep,
  eventOf,
  executionArn,
  type Scene,
  targetOf,
  theIncident,
} from '#test/support/scenes';
import { alarmEvent } from '#testing/run';
import { places } from '#testing/world/world';

/** What Admit answers in a scene, and why. */
async function asked(given: Scene) {
  const { answer, summary } = await admitted(aNight(given));
  return `${answer}: ${summary.replace('Not acting because ', '')}`;
}

describe('an alarm that is not in ALARM', () => {
  test('without data asks a person', async () => {
    expect(await asked({ alarm: { state: 'INSUFFICIENT_DATA' } })).toBe(
      'page: the alarm is in INSUFFICIENT_DATA, neither OK nor ALARM',
    );
  });

  test('without data has its plan all the same, which says what it is about', async () => {
    const scene = aNight({ alarm: { state: 'INSUFFICIENT_DATA' } });
    await admitted(scene);
    expect(theIncident(scene.night).incident.plan).toMatchObject([{ targets: [targetOf('shop')] }]);
  });

  test.each([
    [1, 'page'],
    [-1, 'self-recovered'],
  ])(
    'that is described as OK since 2 s before its event, and whose event of OK came %d s before it: %s',
    async (seconds, answer) => {
      const scene = aNight({ alarm: { state: 'OK' } });
      const { world, services } = scene;
      await world.clock.advance(2);
      const ok = alarmEvent({
        arn: world.cloudwatch.arnOf(alarmName),
        name: alarmName,
        state: 'OK',
        at: new Date(world.clock.milliseconds - seconds * 1000),
      });
      await world.clock.run(() => recover(ok, services.recover));
      expect(await admitted(scene, 'first', { event: eventOf(world) })).toMatchObject({ answer });
    },
  );

  test('that is described as OK since before its event asks a person: descriptions may lag behind events', async () => {
    const scene = aNight({ alarm: { state: 'OK' } });
    await scene.world.clock.advance(60);
    const event = eventOf(scene.world);
    expect(await admitted(scene, 'first', { event })).toMatchObject({
      answer: 'page',
      summary:
        'Not acting because CloudWatch describes the alarm as OK since 03:00 UTC, before it went to ALARM at 03:01 UTC',
    });
  });

  test('that is gone asks a person', async () => {
    const scene = aNight();
    scene.world.cloudwatch.remove(alarmName);
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: `Not acting because the alarm "${alarmName}" does not exist any more`,
    });
  });

  test('that cannot be read asks a person', async () => {
    const scene = aNight();
    scene.world.wire.fail('cloudwatch', 'DescribeAlarms', 'throttle');
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: `Not acting because the alarm "${alarmName}" can't be read (ThrottlingException: Rate exceeded)`,
    });
  });

  test('that is OK again has recovered by itself, and has its verdict at once', async () => {
    const scene = aNight({ alarm: { state: 'OK' } });
    await admitted(scene);
    const { incident } = theIncident(scene.night);
    expect(incident).toMatchObject({
      verdict: 'self-recovered',
      summary: 'Not acting because the alarm is OK again',
    });
    expect(incident.open).toBeUndefined();
  });
});

describe('an event', () => {
  const old = async (given: Scene) => {
    const scene = aNight(given);
    await scene.world.clock.advance(301);
    return admitted(scene);
  };

  test('that is stale, of an alarm that still fires, asks a person', async () => {
    expect(await old({})).toMatchObject({
      answer: 'page',
      summary: 'Not acting because the event is 5 min 1 s old, the limit is 5 min, and the alarm still fires',
    });
  });

  test('that is stale, of an alarm that is OK, needs nobody', async () => {
    expect(await old({ alarm: { state: 'OK' } })).toMatchObject({ answer: 'self-recovered' });
  });

  test('about another account’s alarm of the same name asks a person', async () => {
    const scene = aNight();
    const event = {
      ...scene.event,
      resources: ['arn:aws:cloudwatch:eu-central-1:999999999999:alarm:shop-5xx'],
    };
    const answer = await admitted(scene, 'first', { event });
    expect(answer.answer).toBe('page');
    expect(answer.summary).toContain('999999999999');
  });

  test('about an alarm that the runbook does not adopt asks a person', async () => {
    const scene = aNight({ alarm: { name: 'cart-5xx' } });
    const event = structuredClone(scene.event);
    event.detail.alarmName = 'cart-5xx';
    expect(await admitted(scene, 'first', { event })).toMatchObject({
      answer: 'page',
      summary: 'Not acting because runbook shop-errors does not adopt the alarm "cart-5xx"',
    });
  });

  test.each([
    ['nothing', undefined],
    ['a word', 'hello'],
    ['no alarm', { source: 'aws.cloudwatch', detail: {} }],
    ['a time that is none', { bad: 'timestamp' }],
  ])('that holds %s asks a person, with the reason and a deadline', async (_, given) => {
    const scene = aNight();
    const broken = structuredClone(scene.event);
    broken.detail.state.timestamp = 'yesterday';
    const event = (given as { bad?: string } | undefined)?.bad ? broken : given;

    const answer = await admitted(scene, 'first', { event });
    expect(answer.answer).toBe('page');
    expect(answer.summary).toMatch(/not a CloudWatch alarm state change|"yesterday" is not a time/);
    expect(Object.keys(scene.world.scheduler.armed)).toEqual([answer.incident]);
    expect(await admitted(scene, 'first', { event })).toEqual(answer);
  });
});

describe('switched off', () => {
  test('a runbook in mode off says so', async () => {
    expect(await asked({ runbook: { mode: 'off' } })).toBe(
      'suppressed: runbook shop-errors is switched off (mode off)',
    );
  });

  test('an alarm whose own actions are disabled says so', async () => {
    expect(await asked({ alarm: { actionsEnabled: false } })).toBe(
      "suppressed: the alarm's own actions are disabled",
    );
  });

  test('an alarm that a mute rule keeps quiet says by which', async () => {
    expect(await asked({ alarm: { mutedBy: ['patch-night'] } })).toBe(
      'suppressed: the alarm is muted by the rule patch-night',
    );
  });

  test('a composite alarm whose actions are suppressed says by what', async () => {
    const suppressed = { by: 'Alarm', because: 'shop-maintenance is in ALARM' };
    expect(await asked({ alarm: { composite: true, suppressed } })).toBe(
      "suppressed: the alarm's actions are suppressed (Alarm: shop-maintenance is in ALARM)",
    );
  });
});

describe('a parameter that is read off the alarm', () => {
  const fromAlarm = (allowed: string | string[]) => ({
    steps: [
      aStep('restart', { parameters: { service: { fromAlarm: { dimension: 'ServiceName', allowed } } } }),
    ],
  });
  const dimensions = (value: string) => ({ dimensions: { ServiceName: value } });

  test('outside the allowed pattern asks a person', async () => {
    expect(await asked({ runbook: fromAlarm('shop-*'), alarm: dimensions('payments') })).toBe(
      'page: step 1 (Restart it): service is "payments" by the alarm\'s dimension ServiceName, and the runbook allows only shop-*',
    );
  });

  test('outside the allowed list asks a person', async () => {
    expect(await asked({ runbook: fromAlarm(['shop-web', 'shop-api']), alarm: dimensions('shop') })).toMatch(
      /^page: /,
    );
  });

  test('that the alarm does not have asks a person', async () => {
    expect(await asked({ runbook: fromAlarm('*') })).toMatch(/^page: .*ServiceName, which it does not have/);
  });

  test('that a composite alarm cannot have asks a person', async () => {
    expect(await asked({ runbook: fromAlarm('*'), alarm: { composite: true } })).toMatch(/^page: /);
  });

  test('comes from the alarm as it is, not from the event', async () => {
    const scene = aNight({ runbook: fromAlarm('shop-*'), alarm: dimensions('shop-web') });
    const event = structuredClone(scene.event);
    Object.assign(event.detail, {
      configuration: { metrics: [{ dimensions: { ServiceName: 'payments' } }] },
    });
    await admitted(scene, 'first', { event });
    expect(theIncident(scene.night).incident.plan[0]?.parameters).toEqual({ service: 'shop-web' });
  });
});

describe('an alarm that cannot prove a recovery', () => {
  test('because it recovers too slowly asks a person', async () => {
    expect(await asked({ alarm: { period: 300 } })).toBe(
      'page: the alarm needs at least 10 min to recover, and "Restart it" is verified for 3 min only',
    );
  });

  test('because it is evaluated less often than a recovery has to hold asks a person', async () => {
    expect(await asked({ alarm: { period: 60 }, runbook: { recovered: { holdForSeconds: 30 } } })).toBe(
      'page: the alarm is evaluated every 1 min, and a recovery has to hold for 30 s only',
    );
  });

  test('because silence is good to it asks a person, unless a second metric agrees', async () => {
    const alarm = { missingData: 'notBreaching' as const };
    expect(await asked({ alarm })).toMatch(/^page: the alarm treats missing data as good/);
    const andMetric = {
      namespace: 'Shop',
      metricName: 'Tasks',
      dimensions: {},
      statistic: 'Minimum' as const,
      atLeast: 1,
      withinSeconds: 120,
    };
    expect(await asked({ alarm, runbook: { recovered: { holdForSeconds: 60, andMetric } } })).toMatch(
      /^act: /,
    );
  });
});

test('an action that this deployment does not have asks a person', async () => {
  expect(await asked({ runbook: { steps: [aStep('reboot')] } })).toBe(
    'page: step 1 (Reboot it): this deployment has no action "reboot"',
  );
});

test('a composite alarm with literal parameters may be acted on', async () => {
  expect(await asked({ alarm: { composite: true } })).toMatch(/^act: /);
});

test('watching says what else would keep it from acting', async () => {
  const scene = aNight({ runbook: { mode: 'watch' } });
  await scene.world.clock.advance(301);
  const { summary } = await admitted(scene);
  expect(summary).toContain(
    'runbook shop-errors only watches (mode watch); nor would it act, because the event is',
  );
});

test('a running incident keeps the runbook that it started with', async () => {
  const scene = aNight();
  await admitted(scene);
  const changed = aRunbook({ page: { ...aRunbook().page, instructions: 'Something else.' } });
  await admitted(scene, 'first', { runbook: changed });

  const { incident } = theIncident(scene.night);
  expect(incident.runbook.page.instructions).toBe('Look at the log.');
  expect(incident.execution).toBe(executionArn('first'));
  expect(incident.environment).toBe(places.environment);
});
