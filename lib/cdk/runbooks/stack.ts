import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Resolution } from '#checks/resolve';
import type { Action } from '#core/action/define-action';
import { variables } from '#core/aws/variables';
import type { Network } from '#define/index';
import { channelsFile } from '#lambdas/page/contract';
import { admitFunction, pageFunction, verifyFunction } from '#workflow/substitutions';
import { putBeside } from '../bundle.ts';
import { pageChannels } from '../channels.ts';
import type { Deployment } from '../deployment.ts';
import { EngineFunction, logRetention } from '../function.ts';
import { handlerFile } from '../names.ts';
import { leasePermissions, remediatePermissions, workPermissions } from '../permissions.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { hasStage } from '../stages.ts';
import { type ActionUse, actionUses } from './action-functions.ts';
import { alarmsOf, CreatedAlarm } from './alarms.ts';
import { Answers } from './answers.ts';
import { DiagnosisEvents } from './diagnosis.ts';
import { Digest } from './digest.ts';
import { OwnersNotices } from './notices.ts';
import { Reconciliation } from './reconcile.ts';
import { Recovery } from './recovery.ts';
import { Runbook } from './runbook.ts';
import { Synthetic } from './synthetic.ts';
import { WarmUp } from './warm-up.ts';
import { WorkEvents } from './work-events.ts';

interface RunbooksStackProps extends StackProps {
  readonly engine: Engine;
  readonly runbooks: Resolution['runbooks'];
  readonly actions: Readonly<Record<string, Action>>;
}

/** Whether the runbooks themselves are in stacks of their own. */
export const isSpread = ({ environment }: Deployment): boolean => (environment.runbookStacks ?? 1) > 1;

/** What changes with the runbooks: rules, state machines (unless they are spread), and the Lambdas that they call. */
export class RunbooksStack extends Stack {
  /** The Lambdas behind the workflows' placeholders. */
  readonly functions: ReadonlyMap<string, EngineFunction>;

  constructor(scope: Construct, { engine, runbooks, actions, ...props }: RunbooksStackProps) {
    const { names } = engine.deployment;
    super(scope, names.runbooksStack, {
      stackName: names.runbooksStack,
      ...props,
      description: 'Nightshift: runbooks with their rules, state machines and Lambdas',
    });
    const deployed = runbooks.map((runbook) => runbook.deployed);
    const uses = actionUses(deployed, actions, this);
    const answers = hasStage(engine.deployment.environment, 'answer') ? new Answers(this, engine) : undefined;
    this.functions = new Map([
      ...this.stageFunctions(engine, answers),
      ...uses.map((use) => [use.substitution, this.actionFunction(engine, use)] as const),
    ]);
    const executionLogs = new LogGroup(this, 'ExecutionLogs', {
      logGroupName: names.executionLogs,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    if (!isSpread(engine.deployment)) {
      for (const created of alarmsOf(runbooks)) new CreatedAlarm(this, created);
      for (const runbook of deployed) {
        new Runbook(this, { engine, runbook, functions: this.functions, executionLogs });
      }
    }
    new Recovery(this, engine, deployed);
    new DiagnosisEvents(this, engine, deployed);
    new WorkEvents(this, engine, uses, this.functions);
    new Reconciliation(this, engine, deployed);
    new OwnersNotices(this, engine);
    new Digest(this, engine);
    new Synthetic(this, engine);
    new WarmUp(this, engine, [...this.functions.values()]);
  }

  private stageFunctions(engine: Engine, answers: Answers | undefined): [string, EngineFunction][] {
    const { bundles, environment, names } = engine.deployment;
    const { engine: linking = engine, variables: links = {} } = answers ?? {};
    putBeside(bundles, handlerFile.stage('page'), channelsFile, pageChannels(environment));
    return [
      [admitFunction, stageFunction(this, 'admit', engine)],
      [
        verifyFunction,
        stageFunction(this, 'verify', linking, {
          ...links,
          [variables.pageFunction]: names.function('page'),
        }),
      ],
      [pageFunction, stageFunction(this, 'page', linking, links)],
    ];
  }

  private actionFunction({ deployment, resources, variables }: Engine, use: ActionUse): EngineFunction {
    const { action, network } = use;
    return new EngineFunction(this, use.substitution.replace(/Arn$/, ''), {
      deployment,
      arns: resources.arns,
      name: deployment.names.function(action.id, network),
      description: action.summary,
      handlerFile: handlerFile.action(action.id),
      timeoutSeconds: use.timeoutSeconds,
      environment: variables,
      permissions: [
        ...remediatePermissions(resources),
        ...(action.leased ? leasePermissions(resources) : []),
        ...(action.work ? workPermissions(resources) : []),
        ...use.permissions,
      ],
      ...(network ? { network: networkCalled(network, deployment) } : {}),
    });
  }
}

function networkCalled(name: string, { environment }: Deployment): Network {
  const network = environment.networks?.[name];
  if (!network) throw new Error(`The environment ${environment.name} has no network called ${name}.`);
  return network;
}
