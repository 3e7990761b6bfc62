import type { LambdaClient } from '@aws-sdk/client-lambda';
import restartEcsTasks from '#actions/restart-ecs-tasks/action';
import { namesIn } from '#cdk/names';
import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { drillKey } from '#core/table/keys';
import { document, type EnvironmentSpec, minutes, type RunbookSpec, step } from '#define/index';
import { faultMachineName } from '#drill/names';
import { deployable } from '#testing/deployable';
import { prepare } from '#testing/interpret';
import { type NightOptions, setUp } from '#testing/rehearse';
import { places } from '#testing/world/world';

/** A runbook to drill. */
export const spec: RunbookSpec = {
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
export const drills: NonNullable<EnvironmentSpec['drills']> = {
  targets: ['service/shop/*'],
  stopAlarm: 'checkout-fails',
  runbooks: { 'web-hung': { alarm: 'web-errors', fault, endsByItself: false } },
};

export interface Given extends NightOptions {
  readonly declared?: Partial<EnvironmentSpec>;
  /** @default - `spec`, as an environment with drills deploys it */
  readonly runbook?: DeployedRunbook;
  /** What the machine that holds the fault does instead of breaking it. */
  readonly refuses?: boolean;
}

/** A person at a terminal, an environment with drills, and the machine that holds a fault. */
export async function atTheTerminal({
  declared = { name: 'staging', drills },
  runbook = { ...deployable(spec, {}).runbook, drills: { targets: ['service/shop/*'] } },
  refuses,
  ...options
}: Given = {}) {
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
      Object.assign(execution, { status: 'FAILED', error: 'NotBroken', cause: 'AccessDenied' });
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
