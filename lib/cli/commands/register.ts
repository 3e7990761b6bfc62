import type { Command } from './command.ts';
import { authorCommands } from './specs/authors.ts';
import { drillCommands } from './specs/drills.ts';
import { firstCommands } from './specs/first.ts';
import { healthCommands } from './specs/health.ts';
import { incidentCommands } from './specs/incidents.ts';
import { leaseCommands } from './specs/leases.ts';
import { switchCommands } from './specs/switches.ts';

/** Every command, under the headings and in the order of the help. */
export const groups: Readonly<Record<string, readonly Command[]>> = {
  'Incidents:': incidentCommands,
  'Temporary changes:': leaseCommands,
  'Switches:': switchCommands,
  'Drills:': drillCommands,
  'The environment:': healthCommands,
  'Before a deploy:': firstCommands,
  'Writing runbooks:': authorCommands,
};

export const commands: readonly Command[] = Object.values(groups).flat();
