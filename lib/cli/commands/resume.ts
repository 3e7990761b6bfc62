import { writeSwitch } from '#core/people/switch';
import { readSwitches } from '#core/switches/modes';
import type { Given } from '../spec.ts';
import { type Answer, changeOf, type Surroundings } from './command.ts';
import type { changeOptions } from './options.ts';
import { asJson, moment, shown } from './text.ts';

/** `nightshift resume`. */
export async function resume(
  { values }: Given<typeof changeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const change = changeOf(values, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const { stopAll: set, overrides } = await readSwitches(deployed.database, new Date(change.at));
  if (set) await writeSwitch(deployed.database, change, { what: 'resume' });
  const { environment, json } = values;
  if (json) return asJson({ environment, changed: set !== undefined, ...change });
  if (!set) return `${environment} was not stopped; nothing was changed.`;
  return [
    `Resumed: runbooks act again in ${environment}.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    `  It was stopped by ${shown(set.by)} at ${moment(set.at)}: ${shown(set.why)}`,
    ...(overrides.length > 0 ? ['  Some modes are switched, too: nightshift mode'] : []),
  ].join('\n');
}
