import type { CuredFault } from '#core/action/define-action';
import type { AdoptedNight } from '#testing/adopted';
import { CommandError } from '../command-line.ts';
import type { Sources } from '../explain/sources.ts';

/**
 * The drill that recreates an incident's fault, as an environment declares it, for the step that helped.
 * @throws CommandError if nothing helped, or it is not known which fault its action fixes
 */
export function drillOfNight(night: AdoptedNight, { actions }: Pick<Sources, 'actions'>): string {
  const { incident, runbook, steps, alarm } = night;
  const number = steps.findIndex(({ story }) => story === 'helped') + 1;
  const { action = '' } = steps[number - 1] ?? {};
  if (number === 0)
    throw new CommandError(`No step helped in ${incident}, so it shows no fault that ${runbook} cures.`, 1);
  const cured = Object.hasOwn(actions, action) ? actions[action]?.drill : undefined;
  if (!cured)
    throw new CommandError(
      `No fault is known that ${action} cures. Declare one under drills.runbooks yourself: fault: byHand('…') or document({ … }), see docs/drills.md.`,
      1,
    );
  const drill = `nightshift drill ${runbook} --environment NAME`;
  return [
    `In ${incident}, step ${number} (${action}) helped. The fault that it cures: ${cured.fault}.`,
    'Put this under drills.runbooks in the environment in which it may be broken; what stands in <…> is to be filled in, and the alarm is the one there:',
    '',
    `  ${quoted(runbook)}: {`,
    `    alarm: ${quoted(alarm.name)},`,
    `    fault: ${faultOf(cured)},`,
    `    step: ${number},`,
    '  },',
    '',
    ...(cured.endsByItself
      ? [`The fault ends by itself, so a control comes first: ${drill} --control`, `Then: ${drill} --record`]
      : [`Then: ${drill} --record`]),
  ].join('\n');
}

/** As an environment declares it, with placeholders for what FIS needs from the environment. */
function faultOf({ fault, fis }: CuredFault): string {
  if (!fis) return `byHand(${quoted(fault)})`;
  const asked = Object.entries(fis.asks ?? {}).map(([name, what]) => `${name}: ${quoted(`<${what}>`)}`);
  return asked.length === 0 ? 'fis()' : `fis({ ${asked.join(', ')} })`;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
