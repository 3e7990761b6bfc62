import type { Action, Place } from '../action/define-action.ts';
import type { AlarmReading } from '../alarm/alarm.ts';
import { because, type Reason } from '../reasons/reason.ts';
import { type DeployedRunbook, type DeployedStep, FromAlarm, permits } from '../runbook/runbook.ts';
import type { PlannedStep } from './records.ts';

/** A plan, or why there is none. */
export type Planned = { readonly steps: readonly PlannedStep[] } | { readonly noPlan: Reason };

/** Resolves a runbook's steps for one alarm: parameters read from it and checked, and their targets. */
export function planSteps(
  runbook: DeployedRunbook,
  alarm: AlarmReading,
  place: Place,
  actions: Readonly<Record<string, Action>>,
): Planned {
  const steps: PlannedStep[] = [];
  const faults: string[] = [];
  for (const [index, step] of runbook.steps.entries()) {
    const planned = planStep(step, alarm, place, actions[step.action]);
    if (typeof planned === 'string') faults.push(`step ${index + 1} (${step.title}): ${planned}`);
    else steps.push(planned);
  }
  return faults.length > 0 ? { noPlan: because('no-plan', { faults: faults.join('; ') }) } : { steps };
}

function planStep(
  step: DeployedStep,
  alarm: AlarmReading,
  place: Place,
  action: Action | undefined,
): PlannedStep | string {
  if (!action) return `this deployment has no action "${step.action}"`;
  const parameters: Record<string, unknown> = {};
  for (const [name, authored] of Object.entries(step.parameters)) {
    const value = valueFor(authored, alarm);
    if ('fault' in value) return `${name} ${value.fault}`;
    parameters[name] = value.value;
  }
  const parsed = action.parameters.safeParse(parameters);
  if (!parsed.success) {
    return parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  }
  const targets = action.targets(parsed.data, place);
  const within = action.parents?.(parsed.data, place) ?? [];
  if (targets.length === 0) return 'its parameters name no target';
  return {
    action: step.action,
    title: step.title,
    parameters: parsed.data,
    ...locks(targets, within),
    timeoutSeconds: step.timeoutSeconds,
    verifyWithinSeconds: step.verifyWithinSeconds,
    ...(step.approval ? { approval: step.approval } : {}),
    ...(step.lease ? { lease: step.lease } : {}),
  };
}

/**
 * What a step locks. An action on an instance and one on its cluster exclude each other, and so do two on instances of one
 * cluster.
 */
export const locks = (
  targets: readonly string[],
  within: readonly string[],
): Pick<PlannedStep, 'targets' | 'within'> =>
  within.length > 0 ? { targets: [...targets, ...within], within } : { targets };

/** What a step touches, without the parents. Its runs are counted on these. */
export const touched = ({ targets, within = [] }: Pick<PlannedStep, 'targets' | 'within'>): string[] =>
  targets.filter((target) => !within.includes(target));

/** A literal, or the alarm's dimension if the runbook allows its value. */
export function valueFor(
  authored: unknown,
  alarm: Pick<AlarmReading, 'dimensions' | 'noDimensions' | 'name'>,
): { value: unknown } | { fault: string } {
  const reference = FromAlarm.safeParse(authored);
  if (!reference.success) return { value: authored };
  const { dimension, allowed } = reference.data.fromAlarm;
  const value = alarm.dimensions[dimension];
  if (value === undefined) {
    const why = alarm.noDimensions ? `: ${alarm.noDimensions}` : '';
    return { fault: `is read from the alarm's dimension ${dimension}, which it does not have${why}` };
  }
  return permits(allowed, value)
    ? { value }
    : {
        fault: `is "${value}" by the alarm's dimension ${dimension}, and the runbook allows only ${[allowed].flat().join(', ')}`,
      };
}
