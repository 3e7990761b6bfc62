import { Stack, type StackProps } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Resolution } from '#checks/resolve';
import { variables } from '#core/aws/variables';
import { syntheticRunbook } from '#core/runbook/synthetic';
import { trustedFile } from '#lambdas/widget/contract';
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
  /** The environment's other stacks: every Lambda in them is watched. */
  readonly stacks: readonly Stack[];
}

/**
 * What people look at: the dashboard, the Lambda of its custom widget, and saved queries. Nothing that acts or pages needs
 * this stack, and it is deployed after those whose log groups it names.
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
    putBeside(
      engine.deployment.bundles,
      handlerFile.stage('widget'),
      trustedFile,
      runbooks.flatMap(({ deployed: { id, mode, version, guards, steps } }) =>
        steps.length > 0 && id !== syntheticRunbook ? [{ id, mode, version, guards }] : [],
      ),
    );
    const widget = stageFunction(this, 'widget', engine, {
      [variables.logGroups]: logGroups.join(','),
      ...runbookIds(runbooks),
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

/**
 * "The total size of all environment variables doesn't exceed 4 KB." Where so many runbooks do not fit, the widget offers those it shows.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const mostCharacters = 1_500;

function runbookIds(runbooks: ConsoleStackProps['runbooks']): Record<string, string> {
  const ids = runbooks.map(({ deployed }) => deployed.id).join(',');
  return ids.length > mostCharacters ? {} : { [variables.runbooks]: ids };
}

const lambdasIn = (stack: Stack): string[] =>
  stack.node.findAll().flatMap((construct) => (construct instanceof EngineFunction ? construct.name : []));
