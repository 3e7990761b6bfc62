import type { ArgumentSpec, Options } from '#cli/spec';
import { type Command, defineCommand } from '../command.ts';
import { changeOptions, commonOptions } from '../options.ts';

const leaseArgument: ArgumentSpec = {
  name: 'LEASE',
  help: 'its id, or any part of the id that no other has; `leases` lists them',
};

export const extendOptions = {
  for: { value: 'SPAN', help: 'how long from now on: 30m, 2h, 3d, at most 7d', default: '2h' },
  ...changeOptions,
} as const satisfies Options;

/** For temporary changes. */
export const leaseCommands: readonly Command[] = [
  defineCommand({
    name: 'leases',
    summary: 'show what Nightshift has changed for a while, and when it is restored',
    about:
      'Shows what Nightshift has changed and has to restore: since when, by which incident, which alarms it waits for, and when a person is told that it was not restored.',
    options: commonOptions,
    run: async (given, surroundings) => (await import('../leases.ts')).leases(given, surroundings),
  }),
  defineCommand({
    name: 'restore',
    summary: 'restore a change now, whatever its alarms say',
    about:
      'Restores a change now, with the Lambda of its action, without waiting for its alarms. If someone else has changed it since, nothing is touched. While stop-all is set, nothing is restored.',
    arguments: [leaseArgument],
    options: changeOptions,
    run: async (given, surroundings) => (await import('../restore.ts')).restore(given, surroundings),
  }),
  defineCommand({
    name: 'extend',
    summary: 'give a change more time before a person is told that it was not restored',
    about:
      'Gives a change more time. It is still restored once its alarms have been OK for long enough; only the time moves at which a person is told that it was not.',
    arguments: [leaseArgument],
    options: extendOptions,
    run: async (given, surroundings) => (await import('../extend.ts')).extend(given, surroundings),
  }),
];
