import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { ActInput } from '#action/run/contract';
import flush from '#actions/flush-redis-cache/action';
import { flushRedisCache } from '#actions/flush-redis-cache/calls';
import { stageHandler } from '#core/aws/lambda';
import { AdmitInput, ByHandInput } from '#lambdas/admit/contract';
import { PageInput, TestInput } from '#lambdas/page/contract';
import { recover } from '#lambdas/recover/recover';
import { VerifyInput } from '#lambdas/verify/contract';
import { AwsWorld } from '../actions/flush-redis-cache/aws-world.ts';
import { templates } from '../lib/cdk/templates.ts';
import { alarmName, aNight, eventOf, hushed } from '../support/scenes.ts';
import { written } from '../support/written.ts';

const logged = hushed();

/** Everything that a Lambda would log while `work` runs. */
const logOf = async (work: () => Promise<unknown>): Promise<string> =>
  (await written(work)) + logged.join('');

const context = { functionName: 'it', awsRequestId: 'one' } as Context;

describe('a task token', () => {
  const token = 'AQCEAAAAKgAAAAMAAAAA-a-task-token';
  const input = { contract: 1, execution: 'arn:x', incident: 'one', ask: 'wait-for-ok', step: 1, token };

  test('is in no log line, neither of an answer nor of an error', async () => {
    const good = stageHandler(VerifyInput, async () => ({ summary: 'Waiting for the alarm to be OK' }));
    const bad = stageHandler(VerifyInput, async () => {
      throw new Error('not recovered');
    });
    const text = await logOf(async () => {
      await good(input, context);
      await bad(input, context).catch((error: Error) => console.error(error.stack));
      await bad({ ...input, step: 'one' }, context).catch((error: Error) => console.error(error.stack));
      await bad({ ...input, [token]: token, contract: token }, context).catch((error: Error) => {
        expect(error.message).toContain('does not accept its input');
      });
    });
    expect(text).toContain('Waiting for the alarm to be OK');
    expect(text).toContain('not recovered');
    expect(text).not.toContain(token);
  });

  test('is not in an error that says which input was not accepted', async () => {
    const handler = stageHandler(VerifyInput, async () => ({}));
    for (const wrong of [{ ask: token }, { step: token }, { contract: token }, { incident: [token] }]) {
      await expect(handler({ ...input, ...wrong }, context)).rejects.not.toThrow(token);
    }
  });

  test('is in no page, notice, timeline or output of a whole night, and only in the item of who waits', async () => {
    const scene = aNight();
    const tokens = new Set<string>();
    const { issueToken } = scene.world.stepFunctions;
    scene.world.stepFunctions.issueToken = (execution) => {
      const name = issueToken.call(scene.world.stepFunctions, execution);
      tokens.add(name);
      return name;
    };
    const keys = new Set<string>();
    scene.world.wire.beforeEach = () => {
      for (const item of scene.world.dynamodb.all()) {
        const text = JSON.stringify(item);
        if ([...tokens].some((one) => text.includes(`"${one}"`)))
          keys.add(String(item['sk']).split('#')[0] ?? '');
      }
    };
    const text = await logOf(async () => {
      const running = scene.night.deliver('shop-errors', scene.event);
      await scene.world.clock.advance(5);
      scene.world.cloudwatch.set(alarmName, 'OK');
      const ended = await scene.night.finish(running);
      expect(ended.verdict).toBe('healed');
      console.info(ended.messages, ended.timeline, ended.output, ended.attempts, ended.incident);
    });
    expect(tokens.size).toBeGreaterThan(0);
    for (const one of tokens) expect(text).not.toContain(`"${one}"`);
    expect([...keys]).toEqual(['WAITER']);
  });

  test('is forgotten as soon as it is used', async () => {
    const scene = aNight();
    const running = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(5);
    const waiters = () => scene.world.dynamodb.all().filter(({ sk }) => String(sk).startsWith('WAITER#'));
    expect(waiters()).toHaveLength(1);
    scene.world.cloudwatch.set(alarmName, 'OK');
    const event = eventOf(scene.world, alarmName, 'OK');
    await scene.world.clock.run(() => recover(event, scene.services.recover));
    expect(waiters()).toEqual([]);
    await scene.night.finish(running);
  });
});

describe('a cache’s password', () => {
  const password = 'hunter2-correct-horse';
  const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:sessions-a1B2c3';
  let server: Server;
  /** What Redis answers to the first command. */
  let says: string;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('data', () => socket.write(`-${says}\r\n`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test.each([
    ['is wrong', 'WRONGPASS invalid username-password pair or user is disabled.'],
    [
      'belongs to a command that the server does not know',
      `ERR unknown command 'AUTH', with args beginning with: '${password}'`,
    ],
    ['is quoted in any other way', `ERR syntax error near ${password}`],
  ])('that %s stands in no refusal, log line or error', async (_, answer) => {
    says = answer;
    const world = new AwsWorld({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    world.secret = password;
    let seen = '';
    const text = await logOf(async () => {
      const parameters = { cache: 'sessions', keys: 'cart:*', passwordSecret: secret };
      const look = flushRedisCache(world.clients).preflight(parameters, { now: () => new Date() });
      seen = JSON.stringify(await look.catch((error: Error) => `${error.stack} ${error.cause}`));
    });
    expect(seen).toContain('refused');
    expect(seen + text).not.toContain(password);
  });

  test('is a parameter of no action: only the ARN of its secret is', () => {
    const given = { cache: 'sessions', keys: 'cart:*' };
    expect(flush.parameters.safeParse({ ...given, password }).success).toBe(false);
    expect(flush.parameters.safeParse({ ...given, passwordSecret: password }).success).toBe(false);
    expect(flush.parameters.safeParse({ ...given, passwordSecret: secret }).success).toBe(true);
  });
});

test('no Lambda is given a secret: environment variables are names, ARNs and ids', async () => {
  const heartbeat = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:heartbeat';
  const { foundation, runbooks, console } = await templates({ synthetic: { heartbeat } });
  const functions = [foundation, runbooks, console].flatMap((template) =>
    Object.values(template.findResources('AWS::Lambda::Function')),
  );
  const names = new Set(functions.flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables)));
  expect(functions.length).toBeGreaterThan(8);
  expect([...names].filter((name) => !/^NIGHTSHIFT_|^AWS_NODEJS_|^AWS_DEFAULTS_MODE$/.test(name))).toEqual(
    [],
  );
  expect([...names].filter((name) => /PASS|SECRET(?!_ARN)|TOKEN|_KEY$/.test(name))).toEqual([]);
  for (const { Properties } of functions) {
    expect(Properties.Environment.Variables.NIGHTSHIFT_HEARTBEAT_SECRET_ARN).toBe(heartbeat);
  }
});

test('no execution is logged with its data, in which task tokens are', async () => {
  const { runbooks } = await templates();
  for (const { Properties } of Object.values(runbooks.findResources('AWS::StepFunctions::StateMachine'))) {
    expect(Properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false });
  }
});

test('inputs and events are logged nowhere', () => {
  const code = readFileSync('lib/core/aws/lambda.ts', 'utf8');
  expect(code).not.toMatch(/logEvent|logger\.\w+\([^)]*\b(event|input)\b/);
});

describe('a handler', () => {
  const common = { contract: 1, execution: 'arn:x' };
  const step = { incident: 'one', step: 1 };
  const inputs: readonly [string, z.ZodMiniType, Record<string, unknown>][] = [
    ['admit', AdmitInput, { ...common, event: {} }],
    [
      'admit by hand',
      ByHandInput,
      {
        ...common,
        byHand: { by: 'anna', why: '', at: '2026-03-01T03:00:00Z', step: 1, target: 'web', dryRun: true },
      },
    ],
    ['page', PageInput, { ...common, event: {} }],
    ['page, for a test,', TestInput, { contract: 1, test: { by: 'anna' } }],
    ['remediate', ActInput, { ...common, ...step, dryRun: false, allowed: {} }],
    ['verify', VerifyInput, { ...common, ...step, ask: 'look-again' }],
  ];

  test.each(inputs)(
    'of %s takes no unknown key and no other version of the contract',
    async (_, schema, given) => {
      const handler = stageHandler(schema, async () => 'done');
      const input = 'event' in given || 'byHand' in given ? { ...given, runbook: aNight().runbook } : given;
      await logOf(() => expect(handler(input, context)).resolves.toBe('done'));
      for (const wrong of [
        { extra: 1 },
        { contract: 2 },
        { contract: undefined },
        { execution: undefined },
      ]) {
        await expect(handler({ ...input, ...wrong }, context)).rejects.toThrow('does not accept its input');
      }
    },
  );
});
