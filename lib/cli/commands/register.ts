import type { Command } from './command.ts';
import { authorCommands } from './specs/authors.ts';
import { healthCommands } from './specs/health.ts';
import { incidentCommands } from './specs/incidents.ts';
import { switchCommands } from './specs/switches.ts';

/** Every command, under the headings and in the order in which the help lists them. */
export const groups: Readonly<Record<string, readonly Command[]>> = {
  'Incidents:': incidentCommands,
  'Switches:': switchCommands,
  'The environment:': healthCommands,
  'Writing runbooks:': authorCommands,
};

export const commands: readonly Command[] = Object.values(groups).flat();
