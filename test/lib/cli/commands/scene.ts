import type { LambdaClient } from '@aws-sdk/client-lambda';
import { namesIn } from '#cdk/names';
import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import { TestInput } from '#lambdas/page/contract';
import type { PageServices } from '#lambdas/page/page';
import { sendTestPages } from '#lambdas/page/test-page';
import { ControlPlane } from '#test/support/control-plane';
import { aNight, type Scene } from '#test/support/scenes';
import { prepare } from '#testing/interpret';
import { awsError } from '#testing/world/wire';
import { places, type World } from '#testing/world/world';

const names = namesIn(places.environment);

const inRehearsal = ([command = '', ...args]: readonly string[]): string[] => [
  command,
  ...(command.startsWith('-') ? [] : ['--environment', places.environment]),
  ...args,
];

/**
 * What whoever may invoke a function sees: its answer, or what it threw as an answer. Test pages are the page function's
 * other door.
 */
const invokes =
  (world: World, page: PageServices) =>
  async ({ FunctionName, Payload }: { FunctionName: string; Payload: Uint8Array }) => {
    const isPage = FunctionName === names.function('page');
    const isAction = !FunctionName.startsWith('arn:') && FunctionName.endsWith('FunctionArn');
    const deployed = isAction
      ? places.function(FunctionName)
      : FunctionName === names.function('resolve')
        ? places.function('resolve')
        : FunctionName;
    if (!isPage && deployed === FunctionName && !FunctionName.startsWith('arn:'))
      throw awsError('ResourceNotFoundException', `Function not found: ${FunctionName}`);
    const encoded = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
    const given: unknown = JSON.parse(new TextDecoder().decode(Payload));
    try {
      const work = isPage
        ? sendTestPages(TestInput.parse(given), page)
        : world.lambda.invoke(deployed, given);
      return { Payload: encoded(await work) };
    } catch (error) {
      return {
        FunctionError: 'Unhandled',
        Payload: encoded({ errorType: (error as Error).name, errorMessage: (error as Error).message }),
      };
    }
  };

/** A night with a person at a terminal. */
export function atTheTerminal(scene: Scene = {}, terminal?: Surroundings['terminal']) {
  const night = aNight(scene);
  const { world } = night;
  // What a command looks for by name is deployed under the names of the environment.
  for (const id of ['shop-errors', 'web-errors']) {
    world.stepFunctions.define(
      `arn:aws:states:${places.region}:${places.account}:stateMachine:${names.stateMachine(id)}`,
      () => {},
      id === night.runbook.id ? prepare(night.runbook, world).definition : {},
    );
  }
  const plane = new ControlPlane([names.function('restart'), names.function('admit'), 'somebody-elses']);
  const surroundings: Surroundings = {
    connect: async () => ({
      environment: places.environment,
      names: { ...names, deadlineGroup: places.deadlineGroup },
      database: { client: world.clients.documents, table: places.table },
      lambda: world.client<LambdaClient>('lambda-control', {
        commands: { ...plane.commands, Invoke: invokes(world, night.services.page) },
      }),
      cloudwatch: world.clients.cloudwatch,
      scheduler: world.clients.scheduler,
      sfn: world.clients.sfn,
      ssm: world.clients.ssm,
    }),
    account: async () => {
      throw new Error('The doctor has scenes of its own');
    },
    // Reading files takes real time, in which the virtual clock runs on.
    project: async () => {
      throw new Error('There is no project here');
    },
    now: world.clock.now,
    pause: (seconds) => world.clock.sleep(seconds),
    ...(terminal ? { terminal } : {}),
    user: () => 'anna',
  };
  /** Typed, but not waited for: time has to pass by other means. */
  const type = (...args: string[]) => nightshift(inRehearsal(args), surroundings);
  const run = async (...args: string[]) => world.clock.run(() => type(...args));
  const said = async (...args: string[]) => (await run(...args)).text;
  const json = async (...args: string[]) => JSON.parse(await said(...args, '--json'));
  return { ...night, plane, surroundings, type, run, said, json };
}
