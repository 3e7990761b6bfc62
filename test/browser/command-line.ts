import { namesIn } from '#cdk/names';
import type { Surroundings } from '#cli/commands/command';
import { nightshift } from '#cli/commands/nightshift';
import type { Account } from '#cli/doctor/account';
import { places, type World } from '#testing/world/world';

/** The command over a world, as somebody with a terminal has it. */
export function commandOver(world: World, account?: Account) {
  const { clients } = world;
  const nothing = { commands: { ListFunctions: () => ({}), ListStateMachines: () => ({}) } };
  const surroundings: Surroundings = {
    connect: async () => ({
      environment: places.environment,
      names: namesIn(places.environment),
      database: { client: clients.documents, table: places.table },
      lambda: world.client('lambda-control', nothing),
      cloudwatch: clients.cloudwatch,
      scheduler: clients.scheduler,
      sfn: clients.sfn,
      ssm: clients.ssm,
    }),
    account: async () => {
      if (!account) throw new Error('No account was asked for');
      return account;
    },
    now: world.clock.now,
    pause: (seconds) => world.clock.sleep(seconds),
    user: () => 'anna',
  };
  // The SDK's own clients, which ask an account, and the files that a report reads take the machine's time.
  const run = (args: readonly string[]) =>
    account || args[0] === 'report'
      ? nightshift(args, surroundings)
      : world.clock.run(() => nightshift(args, surroundings));
  return async (...args: string[]): Promise<string> => (await run(args)).text;
}
