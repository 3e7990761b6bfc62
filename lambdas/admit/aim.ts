import type { Action, Place } from '#core/action/define-action';
import { locks } from '#core/incident/plan';
import type { PlannedStep } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import { type DeployedStep, FromAlarm, permits } from '#core/runbook/runbook';

/** How many combinations of allowed values are tried at most. */
const mostCombinations = 1_000;

/** How many targets a sentence lists at most. */
const mostNamed = 5;

/**
 * Plans a step for a target that a person names. Values that the runbook reads from an alarm are searched among the allowed
 * ones until the step's target is that one. Literal values stay.
 * @param target an ARN, or its last part if that is unique
 * @returns the planned step, or why there is none
 */
export function aim(
  step: DeployedStep,
  target: string,
  action: Action | undefined,
  place: Place,
): PlannedStep | Reason {
  if (!action) return because('no-such-action', { action: step.action });
  const candidates = combinations(step.parameters, target);
  if (!candidates) return because('too-many-values', { limit: mostCombinations });
  const sound = candidates.flatMap((parameters) => {
    const parsed = action.parameters.safeParse(parameters);
    if (!parsed.success) return [];
    const within = action.parents?.(parsed.data, place) ?? [];
    return [{ parameters: parsed.data, targets: action.targets(parsed.data, place), within }];
  });
  const fitting = sound.filter(({ targets }) => targets.some((one) => isNamed(one, target)));
  const [only, ...more] = fitting;
  if (!only) {
    const known = [...new Set(sound.flatMap(({ targets }) => targets))];
    return because('not-a-target', { target, known: shortened(known) });
  }
  if (more.length > 0) {
    const meant = [...new Set(fitting.flatMap(({ targets }) => targets))];
    return because('ambiguous-target', { target, meant: meant.length > 1 ? shortened(meant) : '' });
  }
  const { title, timeoutSeconds, verifyWithinSeconds } = step;
  const { parameters, targets, within } = only;
  return {
    action: action.id,
    title,
    parameters,
    ...locks(targets, within),
    timeoutSeconds,
    verifyWithinSeconds,
    ...(step.lease ? { lease: step.lease } : {}),
  };
}

const isNamed = (arn: string, target: string): boolean =>
  arn === target || arn.endsWith(`/${target}`) || arn.endsWith(`:${target}`);

const shortened = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;

/** Every combination of allowed values; for a pattern, the words of the target that match it. */
function combinations(
  authored: DeployedStep['parameters'],
  target: string,
): Record<string, unknown>[] | undefined {
  const words = [...new Set([target, ...target.split(/[:/]/)])].filter((word) => word !== '');
  let found: Record<string, unknown>[] = [{}];
  for (const [name, value] of Object.entries(authored)) {
    const reference = FromAlarm.safeParse(value);
    const choices = reference.success ? allowed(reference.data, words) : [value];
    found = found.flatMap((chosen) => choices.map((choice) => ({ ...chosen, [name]: choice })));
    if (found.length > mostCombinations) return undefined;
  }
  return found;
}

const allowed = ({ fromAlarm }: FromAlarm, words: readonly string[]): readonly string[] =>
  typeof fromAlarm.allowed === 'string'
    ? words.filter((word) => permits(fromAlarm.allowed, word))
    : fromAlarm.allowed;
