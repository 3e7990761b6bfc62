import type { Action, Permission, Place } from '#core/action/define-action';
import { type DeployedRunbook, type DeployedStep, FromAlarm } from '#core/runbook/runbook';
import { actionFunction } from '#workflow/substitutions';

/** One Lambda: an action in one network, with the permissions of its steps in all runbooks. */
export interface ActionUse {
  /** Its placeholder in workflow definitions. */
  readonly substitution: string;
  readonly action: Action;
  readonly network: string | undefined;
  /** In seconds: the action's own, divided if the environment divides time. */
  readonly timeoutSeconds: number;
  readonly permissions: readonly Permission[];
  /** What its work runs, if work goes on after the call: see `Work`. */
  readonly runsOf: readonly string[];
}

/** The Lambdas that the runbooks' steps need, each with the union of its steps' permissions. */
export function actionUses(
  runbooks: readonly DeployedRunbook[],
  actions: Readonly<Record<string, Action>>,
  place: Place,
): ActionUse[] {
  const steps = Map.groupBy(
    runbooks.flatMap((runbook) => runbook.steps),
    actionFunction,
  );
  return [...steps].map(([substitution, uses]) => {
    const [first] = uses;
    const action = first && actions[first.action];
    if (!action) throw new Error(`There is no action ${first?.action} in the register.`);
    return {
      substitution,
      action,
      network: first.network,
      timeoutSeconds: Math.max(...uses.map((step) => step.timeoutSeconds)),
      permissions: merged(uses.flatMap((step) => stepPermissions(step, action, place))),
      runsOf: [...new Set(uses.flatMap((step) => runsOf(step, action, place)))].sort(),
    };
  });
}

/** A step's permissions for every set of values that its parameters may have. */
export const stepPermissions = (step: DeployedStep, action: Action, place: Place): Permission[] =>
  possibleParameters(step.parameters).flatMap((parameters) =>
    action.permissions(parameters, place).map((permission) => ({
      ...permission,
      ...(takesPattern(step) && !permission.anyResourceBecause ? { anyResourceBecause: withinPattern } : {}),
    })),
  );

const runsOf = (step: DeployedStep, { work }: Action, place: Place): string[] =>
  work ? possibleParameters(step.parameters).map((parameters) => work.runOf(parameters, place)) : [];

const withinPattern =
  'A runbook takes the target from its alarm, within this pattern; Admit and the action both check the value against it.';

/** Whether a value may be a pattern. Each value of a list is in the policy as it is. */
const takesPattern = (step: DeployedStep): boolean =>
  Object.values(step.parameters).some((value) => typeof allowedValues(value) === 'string');

/** Literal values, and for values from the alarm everything that the runbook allows, or its pattern. */
function possibleParameters(parameters: DeployedStep['parameters']): Record<string, unknown>[] {
  return Object.entries(parameters).reduce<Record<string, unknown>[]>(
    (sets, [name, value]) =>
      possibleValues(value).flatMap((possible) => sets.map((set) => ({ ...set, [name]: possible }))),
    [{}],
  );
}

function possibleValues(value: unknown): readonly unknown[] {
  const allowed = allowedValues(value);
  if (allowed === undefined) return [value];
  return typeof allowed === 'string' ? [allowed] : allowed;
}

/** The allowed values of a parameter from the alarm; undefined for a literal value. */
function allowedValues(value: unknown): FromAlarm['fromAlarm']['allowed'] | undefined {
  const reference = FromAlarm.safeParse(value);
  return reference.success ? reference.data.fromAlarm.allowed : undefined;
}

/** Merges statements that differ only in their resources, since a role's policies hold 10,240 characters. */
export function merged(permissions: readonly Permission[]): Permission[] {
  const alike = Map.groupBy(permissions, ({ resources: _, ...rest }) => JSON.stringify(rest));
  return [...alike.values()].flatMap(([first, ...more]) =>
    first
      ? [{ ...first, resources: [...new Set([first, ...more].flatMap(({ resources }) => resources))].sort() }]
      : [],
  );
}
