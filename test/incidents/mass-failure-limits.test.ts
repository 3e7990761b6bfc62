import type { MassFailureLimit } from '#core/guards/mass-failure';
import { type Limits, newAccountLimits } from '#testing/world/limits';
import { places } from '#testing/world/world';
import { aNight, aRemedy, aStep, eventOf, healsAfter, hushed, type Scene } from '../support/scenes.ts';

hushed();

const massFailure: MassFailureLimit = {
  incidents: 10,
  withinSeconds: 300,
  coolDownSeconds: 900,
  pageEverySeconds: 300,
};
const guards = { cooldownSeconds: 0, maxRunsPerDay: 99, staleAfterSeconds: 300, massFailure };
const fromAlarm = { service: { fromAlarm: { dimension: 'ServiceName', allowed: 'shop-*' } } };

interface Told {
  /** The keys under which people were paged. */
  readonly keys: readonly (string | undefined)[];
  readonly messages: number;
  /** Services that something was done to. */
  readonly acted: readonly string[];
  /** Alarms that fire and that no message named within the quarter of an hour until their page deadline. */
  readonly silent: readonly string[];
}

interface Burst {
  readonly count?: number;
  /** The time in which they all go to ALARM, in seconds. */
  readonly within: number;
  /** What a call takes, in seconds. */
  readonly latency?: number;
  readonly limits?: 'aws' | Limits;
  /** @default `shop-0` and so on */
  readonly name?: (index: number) => string;
  readonly prepare?: (scene: ReturnType<typeof aNight>) => void;
  readonly runbook?: Scene['runbook'];
}

/** Many services break, each with an alarm of its own; what is restarted works again half a minute later. */
async function told({
  count = 80,
  within,
  latency = 0.05,
  limits = 'aws',
  name = (index) => `shop-${index}`,
  prepare,
  runbook,
}: Burst) {
  const restart = aRemedy({ act: () => healsAfter(scene.world, 30, restart.acted.at(-1)) });
  const scene = aNight({
    remedies: [restart],
    runbook: { guards, steps: [aStep('restart', { parameters: fromAlarm })], ...runbook },
    surroundings: { limits },
  });
  const { world, night } = scene;
  prepare?.(scene);
  world.wire.latency = ({ service }) => (service === 'lambda' ? 0 : latency);
  const alarms = Array.from({ length: count }, (_, index) => ({ name: name(index), deadline: '' }));
  for (const alarm of alarms) {
    world.cloudwatch.put({ name: alarm.name, dimensions: { ServiceName: alarm.name } });
    alarm.deadline = new Date(world.clock.milliseconds + 900_000).toISOString();
    night.deliver('shop-errors', eventOf(world, alarm.name));
    if (within > 0) await world.clock.advance(within / count);
  }
  await world.clock.advance(1800);
  const pages = world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);
  const isNamed = ({ name, deadline }: (typeof alarms)[number]) =>
    pages.some(({ body, at }) => at <= deadline && new RegExp(`\\b${name}(?![\\w-])`).test(body));
  const silent = alarms.filter(
    (alarm) => world.cloudwatch.stateOf(alarm.name) === 'ALARM' && !isNamed(alarm),
  );
  const answer: Told = {
    keys: [...new Set(pages.map(({ deduplicationKey }) => deduplicationKey))],
    messages: pages.length,
    acted: restart.acted,
    silent: silent.map(({ name }) => name),
  };
  return { ...answer, scene };
}

const oneKey = ['nightshift/rehearsal/storm-20260301-0300'];

describe("within AWS's limits", () => {
  test.each([
    [0, 0.1],
    [60, 0.05],
  ])(
    '300 alarms in %s s, where a call takes %s s: one key, every alarm named by its deadline, ten fixes at most',
    async (within, latency) => {
      const { keys, messages, acted, silent } = await told({ count: 300, within, latency });
      expect(keys).toEqual(oneKey);
      expect(messages).toBeLessThanOrEqual(2);
      expect(silent).toEqual([]);
      expect(acted.length).toBeLessThanOrEqual(10);
    },
  );

  test('300 alarms leave the reads of CloudWatch to those whose fix is under way', async () => {
    const { scene } = await told({ count: 300, within: 60 });
    const reads = scene.world.wire.calls.filter(
      ({ command, by }) => command === 'DescribeAlarms' && by?.function.includes('Admit'),
    );
    expect(reads.length).toBeLessThan(60);
  });

  test('alarms whose names do not fit in one message have more of them, also where one of those fails', async () => {
    const { keys, messages, silent } = await told({
      count: 350,
      within: 20,
      name: (index) => `shop-${index}-${'x'.repeat(240)}`,
      prepare: ({ world }) =>
        world.wire.fail('sns', 'Publish', 'throttle', {
          where: (input) => JSON.stringify(input).includes('More alarms of the mass failure'),
          times: 1,
        }),
    });
    expect(keys).toEqual(oneKey);
    expect(messages).toBe(2);
    expect(silent).toEqual([]);
  });

  test('alarms in an account that may run ten Lambdas at once', async () => {
    const { keys, messages, silent } = await told({ within: 10, limits: newAccountLimits });
    expect(keys).toEqual(oneKey);
    expect(messages).toBeLessThanOrEqual(2);
    expect(silent).toEqual([]);
  });

  test('alarms whose states nobody can read', async () => {
    const { keys, silent, acted } = await told({
      within: 60,
      prepare: ({ world }) => world.wire.fail('cloudwatch', 'DescribeAlarms', 'throttle', { times: 1e9 }),
    });
    // The first ten are known to be too many only with the eleventh.
    expect(keys).toHaveLength(11);
    expect(keys).toEqual(expect.arrayContaining(oneKey));
    expect(silent).toEqual([]);
    expect(acted).toEqual([]);
  });

  test('alarms which Admit never checks, as its Lambda has no room', async () => {
    const { keys, silent, acted } = await told({
      within: 60,
      prepare: ({ world }) =>
        world.wire.plan(({ input }) => String(input['FunctionName']).includes('Admit'), 'error before', {
          times: 1e9,
          error: () => Object.assign(new Error('Rate Exceeded'), { name: 'Lambda.TooManyRequestsException' }),
        }),
    });
    expect(keys.length).toBeLessThanOrEqual(11);
    expect(silent).toEqual([]);
    expect(acted).toEqual([]);
  });

  test('alarms while a person has stopped everything', async () => {
    const { keys, silent, acted } = await told({
      within: 60,
      prepare: ({ world }) => {
        const stopAll = {
          pk: 'MODES',
          sk: 'STOP-ALL',
          by: 'anna',
          why: 'test',
          at: '2026-03-01T02:00:00.000Z',
        };
        const { Put } = world.dynamodb.commands as unknown as { Put: (request: object) => object };
        Put({ TableName: places.table, Item: stopAll });
      },
    });
    expect(keys.length).toBeLessThanOrEqual(11);
    expect(silent).toEqual([]);
    expect(acted).toEqual([]);
  });

  test('alarms of runbooks that are switched off: nobody is told', async () => {
    const { messages, acted } = await told({ count: 200, within: 0, runbook: { mode: 'off' } });
    expect(messages).toBe(0);
    expect(acted).toEqual([]);
  });
});
