import { matchesPattern } from '#core/runbook/runbook';
import { isProduction } from '#define/drills';
import { isNarrowEnough, narrowPattern } from './adoption.ts';
import type { Check, RunbookDraft } from './draft.ts';
import { problemAt } from './problem.ts';

/** Whether a runbook adopts an alarm of this name, or could by its tag. */
const adopts = ({ sections: { when } }: RunbookDraft, name: string): boolean =>
  (when?.alarms ?? []).some((alarm) =>
    typeof alarm === 'string' ? alarm === name : name.startsWith(alarm.prefix),
  ) ||
  (when?.creates ?? []).some((alarm) => alarm.name === name) ||
  (when?.taggedWithin !== undefined && matchesPattern(name, when.taggedWithin));

/** A production environment has no drills without a reason. */
export const productionIsNotDrilled: Check = ({ environment: { file, sections } }) => {
  const { drills } = sections;
  if (!drills || drills.allowProduction || !isProduction(sections)) return [];
  const expected = 'nothing in a production environment, or allowProduction with the reason';
  return [problemAt(file, ['drills'], drills, expected)];
};

/** Drills name their targets narrowly. */
export const drillsTouchNarrowly: Check = ({ environment: { file, sections } }) =>
  (sections.drills?.targets ?? []).flatMap((target, index) =>
    isNarrowEnough(target) ? [] : [problemAt(file, ['drills', 'targets', index], target, narrowPattern)],
  );

/** A stop alarm that the fault itself triggers would end each drill at once. */
export const stopAlarmIsAnother: Check = ({ runbooks, environment: { file, sections } }) => {
  const { drills } = sections;
  if (!drills) return [];
  const adopter = runbooks.find((runbook) => adopts(runbook, drills.stopAlarm));
  const expected = `an alarm that no runbook adopts; ${adopter?.sections.id} adopts this one`;
  return adopter ? [problemAt(file, ['drills', 'stopAlarm'], drills.stopAlarm, expected)] : [];
};

/** Drills without hours would begin at night. */
export const scheduleHasHours: Check = ({ environment: { file, sections } }) => {
  const { drills } = sections;
  if (!drills?.schedule || drills.hours) return [];
  return [
    problemAt(file, ['drills', 'hours'], undefined, 'when drills may begin, since a schedule begins them'),
  ];
};

/** A drill needs a runbook that is deployed here, an alarm that it adopts, and a fault that can be made. */
export const drillsFitRunbooks: Check = ({ runbooks, environment: { file, sections }, actions }) =>
  Object.entries(sections.drills?.runbooks ?? {}).flatMap(([id, drill]) => {
    const at = (field: string, found: unknown, expected: string) => [
      problemAt(file, ['drills', 'runbooks', id, ...(field ? [field] : [])], found, expected),
    ];
    const runbook = runbooks.find(({ sections: { id: its } }) => its === id);
    if (!runbook || !Object.hasOwn(sections.runbooks ?? {}, id))
      return at('', id, 'a runbook that this environment deploys');
    if (!runbook.sections.when) return [];
    const number = drill.step ?? 1;
    const step = runbook.sections.steps?.[number - 1];
    const action = step && Object.hasOwn(actions, step.action) ? actions[step.action] : undefined;
    const { fault } = drill;
    const asks = action?.drill?.fis?.asks ?? {};
    const isAsked =
      fault.injector !== 'fis' ||
      JSON.stringify(Object.keys(fault.parameters).sort()) === JSON.stringify(Object.keys(asks).sort());
    const needs = Object.entries(asks).map(([name, says]) => `${name} (${says})`);
    return [
      ...(adopts(runbook, drill.alarm) ? [] : at('alarm', drill.alarm, `an alarm that ${id} adopts`)),
      ...(step ? [] : at('step', number, `a step of ${id}`)),
      ...(fault.injector === 'fis' && action && !action.drill?.fis
        ? at('fault', fault.injector, `document(…) or byHand(…): FIS has no fault that ${action.id} cures`)
        : []),
      ...(isAsked ? [] : at('fault', fault, `fis({ … }) with ${needs.join(', ') || 'nothing'}`)),
      ...(drill.name || action?.drill
        ? []
        : at('name', undefined, 'what is broken: the action does not say')),
    ];
  });
