import { PublishCommand } from '@aws-sdk/client-sns';
import type { Handler } from '#testing/world/lambda';
import { places, World } from '#testing/world/world';

const arn = places.function('worker');
const publish = (message: string) =>
  new PublishCommand({ TopicArn: places.topics.page, Subject: 'Hello', Message: message });

/** A function that publishes twice and says how it went on. */
function aWorld(timeoutSeconds = 30) {
  const world = new World();
  const said: string[] = [];
  const handler: Handler = async (payload) => {
    try {
      await world.clients.sns.send(publish('first'));
      await world.clients.sns.send(publish('second'));
      said.push('done');
      return payload;
    } catch {
      said.push('caught');
      throw new Error('failed');
    } finally {
      said.push('finally');
    }
  };
  world.lambda.define(arn, { timeoutSeconds, load: () => handler });
  const invoke = () =>
    world.clock.run(() =>
      world.lambda.invoke(arn, { hello: 'world' }).then(
        (answer) => ({ answer, error: undefined, at: world.clock.now() }),
        (error: Error) => ({ answer: undefined, error: error.name, at: world.clock.now() }),
      ),
    );
  const messages = () => world.sns.messages.map(({ body }) => body);
  return { world, said, invoke, messages };
}

test('every call has an index and a name that is the same in every run', async () => {
  const names = async () => {
    const { world, invoke } = aWorld();
    await invoke();
    await invoke();
    return world.wire.calls.map(({ index, name }) => `${index} ${name}`);
  };
  expect(await names()).toEqual([
    '0 lambda.Invoke worker#1',
    '1 worker#1 sns.Publish#1',
    '2 worker#1 sns.Publish#2',
    '3 lambda.Invoke worker#2',
    '4 worker#2 sns.Publish#1',
    '5 worker#2 sns.Publish#2',
  ]);
  expect(await names()).toEqual(await names());
});

describe('a crash', () => {
  test.each([
    ['crash before', 'error', [], 'Runtime.ExitError', '03:00:00'],
    ['crash after', 'error', ['first'], 'Runtime.ExitError', '03:00:00'],
    ['crash before', 'timeout', [], 'Sandbox.Timedout', '03:00:30'],
    ['crash after', 'timeout', ['first'], 'Sandbox.Timedout', '03:00:30'],
  ] as const)('%s, seen as %s', async (failure, seen, effects, error, at) => {
    const { world, said, invoke, messages } = aWorld();
    world.wire.failAt('worker#1 sns.Publish#1', failure, { seen });
    const outcome = await invoke();
    expect(outcome.error).toBe(error);
    expect(outcome.at.toISOString()).toContain(at);
    await world.clock.advance(3_600);
    expect(messages()).toEqual(effects);
    // No catch, no finally: the process is gone.
    expect(said).toEqual([]);
  });

  test('takes what runs beside it in the same process along, whatever it waits for', async () => {
    const world = new World();
    const said: string[] = [];
    const beside = async (work: Promise<unknown>) => work.finally(() => said.push('settled'));
    world.lambda.define(arn, {
      timeoutSeconds: 30,
      load: () => () =>
        Promise.all([
          beside(world.clients.sns.send(publish('first'))),
          beside(world.clients.sns.send(publish('second'))),
          beside(new Promise((resolve) => setTimeout(resolve, 5_000))),
        ]),
    });
    world.wire.latency = () => 1;
    world.wire.failAt('worker#1 sns.Publish#2', 'crash after', { seen: 'error' });
    await expect(world.clock.run(() => world.lambda.invoke(arn, {}))).rejects.toThrow('killed');
    await world.clock.advance(60);
    // The first call's answer may have come before the second one's crash.
    expect(said.length).toBeLessThanOrEqual(1);
  });
});

describe('a freeze', () => {
  test('looks like a timeout, and goes on when it wakes up', async () => {
    const { world, said, invoke, messages } = aWorld();
    world.wire.failAt('worker#1 sns.Publish#1', 'freeze before', { wakes: 90 });
    expect(await invoke()).toMatchObject({ error: 'Sandbox.Timedout' });
    expect(messages()).toEqual([]);
    await world.clock.advance(61);
    expect(messages()).toEqual(['first', 'second']);
    expect(said).toEqual(['done', 'finally']);
  });

  test('wakes up when something is so', async () => {
    const { world, invoke, messages } = aWorld();
    let verdict = false;
    world.wire.failAt('worker#1 sns.Publish#2', 'freeze after', { wakes: () => verdict });
    await invoke();
    await world.clock.advance(3_600);
    expect(messages()).toEqual(['first', 'second']);
    verdict = true;
    await world.clock.advance(10);
    expect(world.wire.calls).toHaveLength(3);
  });

  test('that is shorter than the timeout is only slow', async () => {
    const { world, invoke } = aWorld();
    world.wire.failAt(1, 'freeze after', { wakes: 20 });
    expect(await invoke()).toMatchObject({ answer: { hello: 'world' } });
  });
});

describe('an invocation', () => {
  test('that is delivered again has completed, and its caller does not know', async () => {
    const { world, invoke, messages } = aWorld();
    world.wire.fail('lambda', 'Invoke', 'error after');
    expect(await invoke()).toMatchObject({ error: 'Lambda.ServiceException' });
    expect(messages()).toEqual(['first', 'second']);
  });

  test('may run as two copies at once, each with calls of its own', async () => {
    const { world, invoke, messages } = aWorld();
    world.wire.fail('lambda', 'Invoke', 'twice');
    expect(await invoke()).toMatchObject({ answer: { hello: 'world' } });
    await world.clock.advance(1);
    expect(messages()).toEqual(['first', 'first', 'second', 'second']);
    expect(world.wire.calls.map(({ by }) => by?.name)).toEqual([
      undefined,
      ...['worker#1', 'worker#2', 'worker#1', 'worker#2'],
    ]);
  });

  test('ends at its timeout, and nothing that it does later reaches the world', async () => {
    const { world, invoke, messages } = aWorld(1);
    world.wire.latency = ({ command }) => (command === 'Publish' ? 0.8 : 0);
    expect(await invoke()).toMatchObject({ error: 'Sandbox.Timedout' });
    await world.clock.advance(60);
    expect(messages()).toEqual(['first']);
  });
});

test('module state lives in a sandbox: it is used again when idle, and ends with a crash', async () => {
  const world = new World();
  const load = () => {
    let invocations = 0;
    return async () => {
      await world.clients.sns.send(publish('x'));
      return ++invocations;
    };
  };
  world.lambda.define(arn, { timeoutSeconds: 30, load });
  const invoke = () => world.clock.run(() => world.lambda.invoke(arn, {}));
  expect([await invoke(), await invoke()]).toEqual([1, 2]);
  expect(await world.clock.run(() => Promise.all([invoke(), invoke()]))).toEqual([3, 1]);
  world.wire.fail('sns', 'Publish', 'crash after', { seen: 'error', times: 2 });
  await expect(invoke()).rejects.toThrow();
  await expect(invoke()).rejects.toThrow();
  expect(await invoke()).toBe(1);
});
