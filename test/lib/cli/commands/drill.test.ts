import type { LambdaClient } from '@aws-sdk/client-lambda';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { namesIn } from '#cdk/names';
import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import { drillKey } from '#core/table/keys';
import { byHand, document, type EnvironmentSpec, minutes, type RunbookSpec, step } from '#define/index';
import { faultMachineName } from '#drill/names';
import { hushed } from '#test/support/scenes';
import { deployable } from '#testing/deployable';
import { prepare } from '#testing/interpret';
import { type NightOptions, setUp } from '#testing/rehearse';
import { places } from '#testing/world/world';

hushed();

const spec: RunbookSpec = {
  id: 'web-hung',
  owner: 'team-web',
  why: 'Its tasks hang.',
  when: { alarms: ['web-errors'] },
  mode: 'watch',
  steps: [step(restartEcsTasks, { cluster: 'shop', service: 'web', restart: 'rolling' })],
  recovered: { holdFor: minutes(1) },
  page: { pageBy: minutes(15), instructions: 'Read the log.' },
};

const fault = document({ breaks: 'Break-Web', mends: 'Mend-Web' });
const drills: NonNullable<EnvironmentSpec['drills']> = {
  targets: ['service/shop/*'],
  stopAlarm: 'checkout-fails',
  runbooks: { 'web-hung': { alarm: 'web-errors', fault, endsByItself: false } },
};

interface Given extends NightOptions {
  readonly declared?: Partial<EnvironmentSpec>;
  /** What the machine that holds the fault does instead of breaking it. */
  readonly refuses?: boolean;
}

/** A person at a terminal, an environment with drills, and the machine that holds a fault. */
async function atTheTerminal({ declared = { name: 'staging', drills }, refuses, ...options }: Given = {}) {
  const runbook = { ...deployable(spec, {}).runbook, drills: { targets: ['service/shop/*'] } };
  const scene = await setUp(runbook, { works: true, healsAt: 1, ...options });
  const { world, service, night } = scene;
  const names = namesIn(places.environment);
  const machine = (name: string) => `arn:aws:states:${places.region}:${places.account}:stateMachine:${name}`;
  world.stepFunctions.define(
    machine(names.stateMachine('web-hung')),
    () => {},
    prepare(runbook, world).definition,
  );
  world.stepFunctions.define(machine(faultMachineName(places.environment, 'web-hung')), (execution) => {
    if (refuses) {
      execution.status = 'FAILED';
      return;
    }
    const { drill, endsAt } = execution.input as { drill: string; endsAt: string };
    service.break();
    const isOver = () =>
      world.clock.now().toISOString() >= endsAt ||
      world.dynamodb.has(({ sk, ending }) => sk === drillKey(drill).sk && ending === true);
    void world.clock.until(isOver, 10).then(() => {
      if (service.isBroken) service.heal();
      execution.status = 'SUCCEEDED';
    });
  });
  const said: string[] = [];
  let press: (() => void) | undefined;
  const surroundings: Surroundings = {
    connect: async () => ({
      environment: places.environment,
      names: { ...names, deadlineGroup: places.deadlineGroup },
      database: { client: world.clients.documents, table: places.table },
      lambda: world.client<LambdaClient>('lambda-invoke', { commands: {} }),
      cloudwatch: world.clients.cloudwatch,
      scheduler: world.clients.scheduler,
      sfn: world.clients.sfn,
      ssm: world.clients.ssm,
    }),
    declared: async () => declared,
    account: () => Promise.reject(new Error('nobody asks')),
    now: world.clock.now,
    pause: (seconds) => world.clock.sleep(seconds),
    say: (line) => {
      said.push(line);
    },
    onInterrupt: (work) => {
      press = work;
      return () => {
        press = undefined;
      };
    },
    user: () => 'maya',
  };
  const type = (...more: string[]) =>
    world.clock.run(() =>
      nightshift(['drill', 'web-hung', '--environment', places.environment, ...more], surroundings),
    );
  return { ...scene, night, said, type, press: () => press?.() };
}

test('says what happens, and that the runbook is proven', async () => {
  const its = await atTheTerminal();
  const { text, exitStatus } = await its.type('--why', 'before the sale');
  expect(exitStatus).toBe(0);
  expect(text).toContain('Proven');
  expect(
    its.said.map((line) =>
      line.replace(/\d{8}-\d{4}-[0-9a-f]{8}/g, 'ID').replace(/\d\d:\d\d:\d\d UTC/g, 'TIME'),
    ),
  ).toEqual([
    expect.stringMatching(/^drill-ID: broken: a port of its tasks answers nobody/),
    'web-errors is in ALARM',
    'incident ID: it acts',
    expect.stringMatching(/^1\. Restart ECS tasks: done: /),
    'web-errors is in OK',
    expect.stringMatching(/^healed: recovered after Restart ECS tasks/),
  ]);
  expect(its.service.isBroken).toBe(false);
});

test('answers in JSON, with the reason as a code', async () => {
  const its = await atTheTerminal({ healsAt: undefined });
  const { text, exitStatus } = await its.type('--json');
  expect(exitStatus).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    verdict: 'not-proven',
    reason: { code: 'drill-not-healed' },
    by: 'maya',
    file: null,
  });
});

test('ends the fault first when somebody presses Ctrl-C, and says that it is stopped', async () => {
  const its = await atTheTerminal({ healsAt: undefined });
  its.world.clock.after(150, () => its.press());
  const { text, exitStatus } = await its.type();
  expect([exitStatus, text]).toEqual([1, expect.stringContaining('Stopped')]);
  expect(its.service.changes.map(({ broken }) => broken)).toEqual([true, false]);
  await its.world.clock.advance(3_600);
  expect(its.world.sns.messages.filter(({ topic }) => topic !== places.topics.notice)).toEqual([]);
});

test.each<[string, Given, string]>([
  ['an environment without drills', { declared: { name: 'staging' } }, 'declares no drill of web-hung'],
  [
    'production, without a reason',
    { declared: { name: 'production', drills } },
    'is a production environment',
  ],
  ['an injector that refuses', { refuses: true }, 'could not be injected'],
])('breaks nothing in %s', async (_what, given, expected) => {
  const its = await atTheTerminal(given);
  await expect(its.type()).rejects.toThrow(expected);
  expect(its.service.changes).toEqual([]);
});

test('says what a person has to break, where a person does', async () => {
  const own = {
    ...drills,
    runbooks: { 'web-hung': { alarm: 'web-errors', fault: byHand('deploy web:41') } },
  };
  const its = await atTheTerminal({ declared: { name: 'staging', drills: own } });
  its.world.clock.after(30, () => its.service.break());
  expect((await its.type()).text).toContain('Proven');
  expect(its.said[0]).toContain('break it now: deploy web:41');
});

test('a control has nothing to record', async () => {
  const its = await atTheTerminal();
  await expect(its.type('--control', '--record')).rejects.toThrow('A control proves nothing');
});
