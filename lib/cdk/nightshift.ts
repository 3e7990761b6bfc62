import { type App, PermissionsBoundary, type Stack, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import type { Resolution } from '#checks/resolve';
import type { Action } from '#core/action/define-action';
import { stages } from '#core/stages';
import type { EnvironmentSpec } from '#define/index';
import type { Bundles } from './bundle.ts';
import { ConsoleStack } from './console/stack.ts';
import { DelayedPagesStack } from './delayed-pages/stack.ts';
import { deploymentOf } from './deployment.ts';
import { DrillsStack } from './drills/stack.ts';
import { FoundationStack } from './foundation/stack.ts';
import { handlerFile } from './names.ts';
import { alarmsOf, CreatedAlarm } from './runbooks/alarms.ts';
import { stackOf } from './runbooks/assignment.ts';
import { RunbooksPartStack } from './runbooks/part-stack.ts';
import { Runbook } from './runbooks/runbook.ts';
import { isSpread, RunbooksStack } from './runbooks/stack.ts';
import type { Engine } from './stage-function.ts';
import { withVersions } from './versions.ts';

/** What an environment deploys. */
export interface NightshiftProps {
  readonly environment: EnvironmentSpec;
  readonly runbooks: Resolution['runbooks'];
  readonly actions: Readonly<Record<string, Action>>;
  readonly bundles: Bundles;
}

/** Source files of the handlers that these runbooks need. */
export const handlerFiles = (runbooks: Resolution['runbooks']): string[] => [
  ...stages.map(handlerFile.stage),
  ...new Set(
    runbooks.flatMap(({ deployed }) => deployed.steps.map(({ action }) => handlerFile.action(action))),
  ),
];

/** Adds the stacks of an environment to the app, and cdk-nag's checks over all. */
export function addNightshift(app: App, props: NightshiftProps) {
  const stacks = addStacks(app, props);
  addTags(app, props.environment);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stacks;
}

/** The tags of an environment, on everything in the scope. */
export function addTags(scope: Construct, { name, tags }: EnvironmentSpec): void {
  for (const [key, value] of Object.entries({ ...tags, 'nightshift:environment': name })) {
    Tags.of(scope).add(key, value);
  }
}

/** Adds the stacks of an environment. */
export function addStacks(scope: Construct, { environment, actions, bundles, ...given }: NightshiftProps) {
  const runbooks = withVersions(given.runbooks, bundles);
  const { account, region } = placeOf(environment);
  const props: StackProps = {
    env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
    ...(environment.permissionsBoundary
      ? { permissionsBoundary: PermissionsBoundary.fromName(environment.permissionsBoundary) }
      : {}),
  };
  const deployment = deploymentOf(environment, bundles);
  const foundation = new FoundationStack(scope, deployment, props);
  const { engine } = foundation;
  const runbooksStack = new RunbooksStack(scope, { ...props, engine, runbooks, actions });
  runbooksStack.addStackDependency(foundation);
  const parts = isSpread(deployment) ? addParts(scope, runbooksStack, { ...props, engine, runbooks }) : [];
  if (environment.delayedPages?.length) {
    const delayed = new DelayedPagesStack(scope, { ...props, engine });
    // Alarms that a runbook creates have to exist before another alarm can name them.
    for (const stack of [foundation, runbooksStack, ...parts]) delayed.addStackDependency(stack);
  }
  const console = new ConsoleStack(scope, {
    ...props,
    engine,
    runbooks,
    stacks: [foundation, runbooksStack],
  });
  // Its queries and its widget name their log groups.
  for (const stack of [foundation, runbooksStack]) console.addStackDependency(stack);
  if (environment.drills) {
    const drills = new DrillsStack(scope, { ...props, engine, runbooks, actions });
    for (const stack of [foundation, runbooksStack]) drills.addStackDependency(stack);
  }
  const constructs = [runbooksStack, ...parts].flatMap(({ node }) =>
    node.children.filter((child) => child instanceof Runbook || child instanceof CreatedAlarm),
  );
  return { foundation, runbooks: runbooksStack, parts, console, constructs, versioned: runbooks };
}

interface PartsProps extends StackProps {
  readonly engine: Engine;
  readonly runbooks: Resolution['runbooks'];
}

/**
 * Spreads the runbooks over stacks, deployed one after the other. With one more stack, runbooks move only into the last, and
 * their names must be free by then.
 */
function addParts(
  scope: Construct,
  first: RunbooksStack,
  { runbooks, ...props }: PartsProps,
): RunbooksPartStack[] {
  const { runbookStacks = 1 } = props.engine.deployment.environment;
  const byPart = Map.groupBy(runbooks, ({ deployed }) => stackOf(deployed.id, runbookStacks));
  const alarmsByPart = Map.groupBy(alarmsOf(runbooks), ({ alarm }) => stackOf(alarm.name, runbookStacks));
  let before: Stack = first;
  return Array.from({ length: runbookStacks }, (_, index) => {
    const part = index + 1;
    const stack = new RunbooksPartStack(scope, {
      ...props,
      part,
      runbooks: (byPart.get(part) ?? []).map(({ deployed }) => deployed),
      alarms: alarmsByPart.get(part) ?? [],
      functions: first.functions,
    });
    stack.addStackDependency(before);
    before = stack;
    return stack;
  });
}

/** Where the environment is deployed: as it says, or as the CDK CLI's credentials say. */
export const placeOf = ({ account, region }: EnvironmentSpec) => ({
  account: account ?? process.env['CDK_DEFAULT_ACCOUNT'],
  region: region ?? process.env['CDK_DEFAULT_REGION'],
});
