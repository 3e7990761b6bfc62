import { readSwitches } from '../../lambdas/shared/modes.ts';
import { type Command, changeOf, changeOptions, changeUsage, readCommand } from './command.ts';
import { writeSwitch } from './switches.ts';
import { asJson, moment, shown } from './text.ts';

const usage = `npx nightshift resume --why TEXT [--by NAME]

Lifts stop-all: alarms from now on are acted on again, as far as their runbooks' modes let them. Incidents that were
stopped stay with the people who were paged. A hard stop is lifted by \`npx nightshift hard-stop --lift\`.

${changeUsage}`;

/** `npx nightshift resume`. */
export const resume: Command = {
  name: 'resume',
  summary: 'lifts stop-all',
  usage,
  run: async (args, surroundings) => {
    const { values } = readCommand(args, changeOptions, usage, 0);
    const change = changeOf(values, usage, surroundings);
    const deployed = await surroundings.connect(values.environment);
    const { stopAll: set, overrides } = await readSwitches(deployed.database, new Date(change.at));
    if (set) await writeSwitch(deployed, change, { what: 'resume' });
    const { environment, json } = values;
    if (json) return asJson({ environment, changed: set !== undefined, ...change });
    if (!set) return `${environment} was not stopped; nothing was changed.`;
    return [
      `Resumed: runbooks act again in ${environment}.`,
      `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
      `  It was stopped by ${shown(set.by)} at ${moment(set.at)}: ${shown(set.why)}`,
      ...(overrides.length > 0 ? ['  Some modes are switched, too: npx nightshift mode'] : []),
    ].join('\n');
  },
};
