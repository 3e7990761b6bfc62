import type { Action, Place } from '#core/action/define-action';
import { networkOf } from '#define/defaults';
import type { StepSpec } from '#define/runbook';
import { isFromAlarm, isFromEnvironment, type Values } from '#define/values';
import { type Context, eachRunbook, isSound, type RunbookDraft } from './draft.ts';
import { parse, problemsOf } from './parse.ts';
import { oneOf, type Path, type Problem, problemAt } from './problem.ts';
import { isWellFormed, valuesFor, whyNotDeployed } from './references.ts';

type Step = Pick<StepSpec, 'action' | 'parameters'>;

/** Most targets of one plan: all locks are taken in one transaction. */
const mostTargets = 20;

const actionOf = (step: Step, { actions }: Context): Action | undefined =>
  Object.hasOwn(actions, step.action) ? actions[step.action] : undefined;

/** Every step names an existing action. */
export const actionsExist = eachRunbook(({ file, steps }, context) =>
  steps.flatMap((step, index) =>
    step && !actionOf(step, context)
      ? [
          problemAt(
            file,
            ['steps', index, 'action'],
            step.action,
            oneOf('an action', Object.keys(context.actions), step.action),
          ),
        ]
      : [],
  ),
);

/** Every step's parameters fit its action, with any values of the environment and the alarm. */
export const parametersFitActions = eachRunbook((runbook, context) =>
  runbook.steps.flatMap((step, index) => {
    const action = step && actionOf(step, context);
    return action ? parameterProblems({ runbook, step, index, action, context }) : [];
  }),
);

interface StepInContext {
  readonly runbook: RunbookDraft;
  readonly step: Step;
  readonly index: number;
  readonly action: Action;
  readonly context: Context;
}

function parameterProblems({ runbook, step, index, action, context }: StepInContext): Problem[] {
  const sample = sampleOf(step, valuesFor(runbook, context) ?? {});
  const whole = issuesWith(action, sample.parameters, sample.unknown).flatMap((issue) => {
    const place = placeOf(issue.path, { runbook, step, index, context });
    const problems = problemsOf(action.parameters, sample.parameters, [issue], place);
    return problems.map((problem) => ({ ...problem, ...place.override }));
  });
  const alternatives = Object.entries(step.parameters).flatMap(([key, value]) =>
    !isFromAlarm(value) || !isWellFormed(value)
      ? []
      : samplesOf(value.fromAlarm.allowed).flatMap((allowed, at) => {
          if (at === 0) return [];
          const issues = issuesWith(action, { ...sample.parameters, [key]: allowed }, sample.unknown);
          const path = ['steps', index, 'parameters', key, 'fromAlarm', 'allowed', at];
          return issues
            .filter((issue) => issue.path[0] === key)
            .map(({ message }) => problemAt(runbook.file, path, allowed, message));
        }),
  );
  return [...whole, ...alternatives];
}

/** The issues with a step's parameters, except with those whose value is not known yet. */
function issuesWith(action: Action, parameters: Record<string, unknown>, unknown: ReadonlySet<string>) {
  const { issues } = parse(action.parameters, parameters);
  return issues.filter((issue) => {
    const [key] = issue.path;
    if (key === undefined) return unknown.size === 0 || issue.code === 'unrecognized_keys';
    return !unknown.has(String(key));
  });
}

/** Where the value of a parameter is written: in the step, in the environment, or in the list of what an alarm may name. */
function placeOf(
  [key]: Path,
  { runbook, step, index, context }: Omit<StepInContext, 'action'>,
): { file: string; path: Path; override?: Partial<Problem> } {
  const path = ['steps', index, 'parameters'];
  const written =
    typeof key === 'string' && Object.hasOwn(step.parameters, key) ? step.parameters[key] : undefined;
  const id = runbook.sections.id;
  if (isFromEnvironment(written) && id !== undefined) {
    const field = `runbooks.${id}.${written.fromEnvironment}`;
    return { file: context.environment.file, path, override: { field } };
  }
  if (isFromAlarm(written)) {
    const { allowed } = written.fromAlarm;
    const field = `steps[${index}].parameters.${String(key)}.fromAlarm.allowed${typeof allowed === 'string' ? '' : '[0]'}`;
    return { file: runbook.file, path, override: { field } };
  }
  return { file: runbook.file, path };
}

interface Sample {
  readonly parameters: Record<string, unknown>;
  /** Parameters whose value the environment lacks, or that have a mistake of their own. */
  readonly unknown: ReadonlySet<string>;
}

/** Parameters as they might be when an incident opens: the environment's values, and the first that an alarm may name. */
function sampleOf(step: Step, values: Values): Sample {
  const parameters: Record<string, unknown> = {};
  const unknown = new Set<string>();
  for (const [key, value] of Object.entries(step.parameters)) {
    if (!isKnown(value, values)) unknown.add(key);
    else if (isFromEnvironment(value)) parameters[key] = values[value.fromEnvironment];
    else if (isFromAlarm(value)) parameters[key] = samplesOf(value.fromAlarm.allowed)[0];
    else parameters[key] = value;
  }
  return { parameters, unknown };
}

function isKnown(value: unknown, values: Values): boolean {
  if (!isWellFormed(value)) return false;
  if (isFromEnvironment(value)) return Object.hasOwn(values, value.fromEnvironment);
  return !isFromAlarm(value) || value.fromAlarm.allowed.length > 0;
}

/** Values that an alarm may name; a pattern's `*` stands for a harmless letter. */
const samplesOf = (allowed: string | readonly string[]): readonly string[] =>
  typeof allowed === 'string' ? [allowed.replaceAll('*', 'a')] : allowed;

/** An action without targets could not be locked, and a plan with too many would not fit into one transaction. */
export const plansHaveTargets = eachRunbook((runbook, context) => {
  const targets = runbook.steps.map((step) => step && targetsOf(step, runbook, context));
  const without = targets.flatMap((ofStep, index) =>
    ofStep?.length === 0
      ? [
          problemAt(
            runbook.file,
            ['steps', index],
            runbook.steps[index],
            'parameters that name at least one target to lock',
          ),
        ]
      : [],
  );
  const distinct = new Set(targets.flatMap((ofStep) => ofStep ?? []));
  if (distinct.size <= mostTargets) return without;
  const expected = `at most ${mostTargets} targets in all steps together; these are ${distinct.size}`;
  return [...without, problemAt(runbook.file, ['steps'], [...distinct], expected)];
});

function targetsOf(step: Step, runbook: RunbookDraft, context: Context): string[] | undefined {
  const action = actionOf(step, context);
  const { parameters, unknown } = sampleOf(step, valuesFor(runbook, context) ?? {});
  if (!action || unknown.size > 0) return undefined;
  const parsed = parse(action.parameters, parameters);
  return parsed.value && action.targets(parsed.value, somePlace(context));
}

/** Only the number of targets matters, so an account that is not known yet may be any. */
function somePlace({ environment: { sections } }: Context): Place {
  return {
    partition: 'aws',
    region: sections.region ?? 'us-east-1',
    account: sections.account ?? '000000000000',
  };
}

/** A step's network exists wherever the step is deployed. */
export const networksExist = eachRunbook((runbook, context) => {
  const { environment } = context;
  if (!isSound(runbook, 'steps') || !isSound(environment, 'networks')) return [];
  if (whyNotDeployed(runbook, context) !== undefined) return [];
  const networks = Object.keys(environment.sections.networks ?? {});
  return (runbook.sections.steps ?? []).flatMap((step, index) => {
    const action = actionOf(step, context);
    const network = action && networkOf(step, action);
    if (network === undefined || networks.includes(network)) return [];
    const because =
      step.network === undefined ? `${action?.id} has to sit in a VPC, by default in \`${network}\`: ` : '';
    const expected = `${because}${oneOf(`one of the networks of ${environment.file}`, networks, network)}`;
    return [problemAt(runbook.file, ['steps', index, 'network'], step.network, expected)];
  });
});
