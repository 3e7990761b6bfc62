import { Night } from '#testing/run';
import { places, World } from '#testing/world/world';
import {
  alarmName,
  aNight,
  aRemedy,
  aRunbook,
  aStep,
  eventOf,
  healsAfter,
  hushed,
  lockScreen,
  type Scene,
} from '../support/scenes.ts';

hushed();
const { topics } = places;
const twoSteps = [aStep('restart'), aStep('flush')];

/** Delivers the alarm's event and lets the execution come to its end. */
async function nightOf(scene: Scene, prepare: (night: ReturnType<typeof aNight>) => void = () => {}) {
  const night = aNight(scene);
  prepare(night);
  const ended = await night.night.finish(night.night.deliver('shop-errors', night.event));
  return { ...night, ended, names: ended.states.map(({ name }) => name) };
}

/** A remedy that heals the alarm of the night it is used in. */
function healing(id: string) {
  const worlds: World[] = [];
  const remedy = aRemedy({
    id,
    act: () => {
      for (const world of worlds) healsAfter(world, 30);
    },
  });
  return { remedy, in: (night: { readonly world: World }) => void worlds.push(night.world) };
}

describe('escalated', () => {
  test('when every step failed: one page, one verdict, no lock, no deadline left', async () => {
    const remedies = [aRemedy(), aRemedy({ id: 'flush' })];
    const { ended, names, world } = await nightOf({ remedies, runbook: { steps: twoSteps } });

    expect(ended).toMatchObject({ status: 'FAILED', error: 'PersonPaged', verdict: 'escalated' });
    expect(ended.cause).toBe('Every step was tried, and the alarm is in ALARM.');
    expect(names.slice(-3)).toEqual(['Page on-call', 'Was a person needed?', 'Person paged']);
    expect(remedies.map(({ acted }) => acted)).toEqual([['shop'], ['shop']]);
    await world.clock.advance(1800);
    expect(world.sns.messages).toHaveLength(1);
    expect(lockScreen(world.sns.on(topics.page)[0]?.body)).toMatch(
      /^shop-5xx still ALARM after 2 fixes, broken since 03:00 UTC\./,
    );
    expect(world.scheduler.armed).toEqual({});
    const lock = world.dynamodb.all().find(({ sk }) => sk === 'LOCK');
    expect(String(lock?.['leaseUntil']) <= String(ended.incident?.verdictAt)).toBe(true);
  });

  test('when the service died quietly: the alarm is OK, and a person is asked all the same', async () => {
    const heals = healing('restart');
    const andMetric = {
      namespace: 'Shop',
      metricName: 'Tasks',
      dimensions: {},
      statistic: 'Minimum' as const,
      atLeast: 1,
      withinSeconds: 120,
    };
    const runbook = { recovered: { holdForSeconds: 60, andMetric } };
    const { ended } = await nightOf({ remedies: [heals.remedy], runbook }, heals.in);
    expect(ended.verdict).toBe('escalated');
    expect(ended.incident?.summary).toMatch(
      /^Every step was tried, and the alarm is OK, but Shop Tasks has no datapoint since .* UTC\.$/,
    );
    expect(ended.messages).toHaveLength(1);
  });

  test('when step 1 timed out in an unknown state: step 2 starts only after its full time', async () => {
    const flush = aRemedy({ id: 'flush' });
    const remedies = [aRemedy({ act: () => new Promise(() => {}) }), flush];
    const { ended } = await nightOf({ remedies, runbook: { steps: twoSteps } });
    const entered = (name: string) => Date.parse(ended.states.find((state) => state.name === name)?.at ?? '');
    expect(ended.attempts).toMatchObject([{ state: 'started' }, { state: 'acted' }]);
    expect(entered('2. Flush it') - entered('1. Verify recovery')).toBeGreaterThanOrEqual(180_000);
  });

  test('when the engine stumbles between the steps: trouble runs through to the page, and step 2 does not act', async () => {
    const flush = aRemedy({ id: 'flush' });
    const { ended, names } = await nightOf(
      { remedies: [aRemedy(), flush], runbook: { steps: twoSteps } },
      ({ world }) =>
        world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
          where: (input) => JSON.stringify(input).includes('"token":'),
          times: 9,
        }),
    );
    expect(flush.acted).toEqual([]);
    expect(names).toContain('2. Flush it');
    expect(ended.attempts[1]).toMatchObject({
      state: 'refused',
      summary: expect.stringContaining('full time'),
    });
    expect(ended).toMatchObject({
      verdict: 'escalated',
      cause: '1 of 2 steps was tried, and the alarm has not recovered for long enough.',
    });
  });

  test('when Admit cannot work: the page carries the reason, and the incident is on record', async () => {
    const { ended, names, world } = await nightOf({}, ({ world: { wire } }) =>
      wire.fail('dynamodb', 'TransactWrite', 'throttle'),
    );
    expect(names).toEqual([
      'Check that acting is safe',
      'Page on-call',
      'Was a person needed?',
      'Person paged',
    ]);
    expect(ended.verdict).toBe('escalated');
    expect(world.sns.on(topics.page)).toHaveLength(1);
  });

  test('over the backup path when the page function cannot work, and by the sweeper when nothing can', async () => {
    const { names, world, ended } = await nightOf(
      { remedies: [aRemedy({ refuses: () => 'not now' })] },
      (night) => {
        const atPage = (input: object) => JSON.stringify(input).includes('PageFunction');
        night.world.wire.fail('lambda', 'Invoke', 'error before', { times: 99, where: atPage });
        night.world.wire.fail('sns', 'Publish', 'error before', { times: 4 });
      },
    );
    expect(names.at(-1)).toBe('Page not delivered, deadline armed');
    expect(ended.incident?.verdict).toBeUndefined();
    await world.clock.advance(1000);
    expect(world.sns.on(topics.backup).length).toBeGreaterThan(0);
  });

  test('at once, for an event that is not one', async () => {
    const night = aNight();
    const ended = await night.night.finish(night.night.deliver('shop-errors', { hello: 'world' }));
    expect(ended).toMatchObject({ verdict: 'escalated', error: 'PersonPaged' });
    expect(ended.cause).toContain('not a CloudWatch alarm state change');
  });
});

describe('healed', () => {
  test('at its first step: seven states, one notice, nobody paged', async () => {
    const heals = healing('restart');
    const { ended, names } = await nightOf({ remedies: [heals.remedy] }, heals.in);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'healed' });
    expect(ended.incident?.healedBy).toBe('Restart it');
    expect(names).toEqual([
      'Check that acting is safe',
      'May it act?',
      '1. Restart it',
      '1. Verify recovery',
      '1. Hold',
      '1. Record the recovery',
      'Recovered',
    ]);
    expect(ended.messages.map(({ topic }) => topic)).toEqual([topics.notice]);
  });

  test('at its first step, with at most six rounds of calls before the first mutating one', async () => {
    const world = new World();
    let acting: Date | undefined;
    const remedy = aRemedy({
      // Preflight's own round.
      look: () => world.clock.sleep(1),
      act: async () => {
        // The second look's: what the runner of the kit does right before the change.
        await world.clock.sleep(1);
        acting = world.clock.now();
        healsAfter(world, 30);
      },
    });
    world.cloudwatch.put({ name: alarmName });
    // Every call takes a second; those that are sent together take it together.
    world.wire.latency = ({ service }) => (service === 'lambda' ? 0 : 1);
    const runbook = aRunbook();
    const night = new Night(world, [runbook], [remedy]);
    const ended = await night.finish(night.deliver(runbook.id, eventOf(world)));

    const rounds = ((acting?.getTime() ?? 0) - Date.parse('2026-03-01T03:00:00.000Z')) / 1000;
    expect(ended.verdict).toBe('healed');
    expect(rounds).toBe(6);
  });

  test('at its second step, after the first did not help', async () => {
    const heals = healing('flush');
    const remedies = [aRemedy(), heals.remedy];
    const { ended } = await nightOf({ remedies, runbook: { steps: twoSteps } }, heals.in);
    expect(ended.incident).toMatchObject({ verdict: 'healed', healedBy: 'Flush it' });
    expect(ended.attempts).toMatchObject([{ state: 'acted', settled: true }, { state: 'acted' }]);
    expect(ended.timeline.map(({ text }) => text)).toContain(
      '1. Restart it did not help: the alarm is in ALARM',
    );
  });

  test('at its second step, at once, when the first was refused', async () => {
    const heals = healing('flush');
    const remedies = [aRemedy({ refuses: () => 'a deployment is in progress' }), heals.remedy];
    const { ended } = await nightOf({ remedies, runbook: { steps: twoSteps } }, heals.in);
    expect(ended.incident).toMatchObject({ verdict: 'healed', healedBy: 'Flush it' });
    expect(ended.states.find(({ name }) => name === '2. Flush it')?.at).toBe('2026-03-01T03:00:00.000Z');
  });

  test('at its second step, after the recovery by the first did not hold', async () => {
    const heals = healing('flush');
    const remedies = [
      aRemedy({
        act: () => {
          healsAfter(scene.world, 10);
          scene.world.clock.after(40, () => scene.world.cloudwatch.set(alarmName, 'ALARM'));
        },
      }),
      heals.remedy,
    ];
    const scene = aNight({ remedies, runbook: { steps: twoSteps } });
    heals.in(scene);
    const ended = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    expect(ended.incident).toMatchObject({ verdict: 'healed', healedBy: 'Flush it' });
    expect(ended.attempts[0]).toMatchObject({ settled: true, finding: 'the alarm fell back to ALARM' });
  });

  test('although the OK event was lost: the step looks once more when its time is up', async () => {
    const heals = healing('restart');
    const { ended, names } = await nightOf(
      { remedies: [heals.remedy], surroundings: { eventDelay: 9_999 } },
      heals.in,
    );
    expect(names).toContain('1. Look once more');
    expect(ended.verdict).toBe('healed');
  });

  test.each(['Lambda.ResourceNotReadyException', 'Lambda.CodeArtifactUserPendingException'])(
    'although every Lambda was idle for weeks, and took two minutes to wake up (%s)',
    async (name) => {
      const heals = healing('restart');
      const { ended, names } = await nightOf({ remedies: [heals.remedy] }, (night) => {
        heals.in(night);
        for (const stage of ['Admit', 'Restart', 'Verify']) {
          const error = () => Object.assign(new Error('It will be ready shortly.'), { name });
          const where = (input: object) => JSON.stringify(input).includes(`${stage}Function`);
          night.world.wire.fail('lambda', 'Invoke', 'error before', { times: 12, where, error });
        }
      });
      expect(ended.verdict).toBe('healed');
      expect(heals.remedy.acted).toEqual(['shop']);
      expect(names).not.toContain('Page on-call');
    },
  );

  test('although each Lambda was invoked twice', async () => {
    const heals = healing('restart');
    const { ended } = await nightOf({ remedies: [heals.remedy] }, (night) => {
      heals.in(night);
      for (const name of ['Admit', 'Restart', 'Verify']) {
        const where = (input: object) => JSON.stringify(input).includes(`${name}Function`);
        night.world.wire.fail('lambda', 'Invoke', 'error after', { where });
      }
    });
    expect(ended.verdict).toBe('healed');
    expect(heals.remedy.acted).toEqual(['shop']);
    expect(ended.messages).toHaveLength(1);
  });

  test('although the Lambda crashed right after it had recorded that it starts', async () => {
    const heals = healing('restart');
    const { ended, world } = await nightOf({ remedies: [heals.remedy] }, (night) => {
      heals.in(night);
      night.world.wire.fail('dynamodb', 'TransactWrite', 'crash after', { after: 1 });
      healsAfter(night.world, 100);
    });
    expect(heals.remedy.acted).toEqual([]);
    expect(ended.attempts).toMatchObject([{ state: 'started' }]);
    expect(ended.verdict).toBe('healed');
    expect(world.sns.on(topics.notice)[0]?.body).toContain('may have taken effect');
  });
});

test('a blip recovers by itself: nothing is touched, nobody is told', async () => {
  const remedy = aRemedy();
  const { ended, names } = await nightOf({ remedies: [remedy] }, ({ world }) =>
    world.cloudwatch.set(alarmName, 'OK'),
  );
  expect(ended).toMatchObject({ status: 'SUCCEEDED', verdict: 'self-recovered', messages: [] });
  expect(names).toEqual(['Check that acting is safe', 'May it act?', 'Recovered by itself']);
  expect(remedy.looked).toEqual([]);
});

test('what recovers while a refused step is looked at has recovered by itself', async () => {
  const { ended } = await nightOf({ remedies: [aRemedy({ refuses: () => 'not now' })] }, ({ world }) => {
    world.wire.beforeEach = ({ command }) => {
      if (command === 'TransactWrite') world.cloudwatch.set(alarmName, 'OK');
    };
  });
  expect(ended).toMatchObject({ verdict: 'self-recovered', messages: [] });
});

test('what is switched off ends green, with nothing done', async () => {
  const { ended, names } = await nightOf({ runbook: { mode: 'off' } });
  expect(names.at(-1)).toBe('Suppressed, nothing done');
  expect(ended).toMatchObject({ verdict: 'suppressed', messages: [] });
});
