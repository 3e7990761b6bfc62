import { Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { isEmulated, type Resolution } from '#checks/resolve';
import { variables } from '#core/aws/variables';
import { stages } from '#core/stages';
import { type DeployedHere, deployedFile } from '#lambdas/widget/contract';
import { putBeside } from '../bundle.ts';
import { EngineFunction } from '../function.ts';
import { handlerFile } from '../names.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { actionEffects } from './actions.ts';
import { engineHealth } from './engine.ts';
import { metricsIn } from './metrics.ts';
import { outcomes } from './outcomes.ts';
import { savedQueries } from './queries.ts';
import { records } from './records.ts';

interface ConsoleStackProps extends StackProps {
  readonly engine: Engine;
  readonly runbooks: Resolution['runbooks'];
  /** The stacks whose Lambdas the dashboard shows. */
  readonly stacks: readonly Stack[];
}

/**
 * The dashboard, the Lambda of its custom widget, and saved queries. Nothing that acts or pages needs this stack. It is
 * deployed after the stacks whose log groups it names.
 */
export class ConsoleStack extends Stack {
  constructor(scope: Construct, { engine, runbooks, stacks, ...props }: ConsoleStackProps) {
    const { names, environment } = engine.deployment;
    super(scope, names.consoleStack, {
      stackName: names.consoleStack,
      ...props,
      description: 'Nightshift: dashboard, its widget, and saved queries',
    });
    const lambdas = [...stacks.flatMap(lambdasIn), names.function('widget')];
    const logGroups = lambdas.map(names.functionLogs);
    const here = deployedHere(runbooks, lambdas, engine.deployment);
    putBeside(engine.deployment.bundles, handlerFile.stage('widget'), deployedFile, here);
    const widget = stageFunction(this, 'widget', engine, {
      [variables.logGroups]: logGroups.join(','),
    });
    const metrics = metricsIn(environment.name);
    const actions = [
      ...new Set(runbooks.flatMap(({ deployed }) => deployed.steps.map(({ action }) => action))),
    ];
    new Dashboard(this, 'Dashboard', {
      dashboardName: names.dashboard,
      periodOverride: PeriodOverride.INHERIT,
      widgets: [
        ...outcomes(metrics),
        ...(actions.length > 0 ? [[actionEffects(metrics, actions)]] : []),
        ...records(widget.function.functionArn),
        ...engineHealth(this, { names, arns: engine.resources.arns, functions: lambdas }),
      ],
    });
    savedQueries(this, names, logGroups);
  }
}

/** The deployment's data for the widget, in a file beside its code: a Lambda's environment has no room for every runbook. */
function deployedHere(
  runbooks: ConsoleStackProps['runbooks'],
  lambdas: readonly string[],
  { names, environment }: Engine['deployment'],
): DeployedHere {
  const harmless = stages.map((stage) => names.function(stage));
  return {
    runbooks: runbooks.map(({ deployed: { id, owner, version, mode, guards }, proven }) => ({
      ...{ id, owner, mode, guards },
      ...(version ? { version } : {}),
      ...(proven ? { proven } : {}),
      ...(isEmulated(proven, environment.account) ? { emulated: true as const } : {}),
    })),
    actionFunctions: lambdas.filter((name) => !harmless.includes(name)).sort(),
  };
}

const lambdasIn = (stack: Stack): string[] =>
  stack.node.findAll().flatMap((construct) => (construct instanceof EngineFunction ? construct.name : []));
