import { ReferenceStrength, Stack, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { compileWorkflow } from '#workflow/compile';
import { backupTopic, environment } from '#workflow/substitutions';
import type { EngineFunction } from '../function.ts';
import { exactRole } from '../role.ts';
import { stateMachineTarget } from '../rule-target.ts';
import type { Engine } from '../stage-function.ts';
import { stateMachinePermissions } from '../state-machine-permissions.ts';
import { alarmPatterns } from './adoption.ts';

export interface RunbookProps {
  readonly engine: Engine;
  readonly runbook: DeployedRunbook;
  /** The Lambdas behind the workflow's placeholders. */
  readonly functions: ReadonlyMap<string, EngineFunction>;
  readonly executionLogs: ILogGroup;
}

/** One runbook: its state machine, and the rule by which an alarm starts it. */
export class Runbook extends Construct {
  /** What decides which stack it is in. */
  readonly assignedBy: string;

  constructor(scope: Construct, props: RunbookProps) {
    super(scope, `Runbook-${props.runbook.id}`);
    const { engine, runbook } = props;
    this.assignedBy = runbook.id;
    const { names } = engine.deployment;
    const machine = stateMachine(this, props);
    for (const [index, eventPattern] of alarmPatterns(runbook).entries()) {
      const number = index + 1;
      new Rule(this, number === 1 ? 'Alarm' : `Alarm${number}`, {
        ruleName: number === 1 ? names.rule(runbook.id) : names.furtherRule(runbook.id, number),
        description: `An alarm of ${runbook.owner} starts the runbook ${runbook.id}.`,
        eventPattern,
        targets: [
          stateMachineTarget(machine, {
            deadLettersArn: engine.resources.deadLetters,
            maxEventAgeSeconds: runbook.guards.staleAfterSeconds,
          }),
        ],
      });
    }
  }
}

function stateMachine(
  scope: Construct,
  { engine, runbook, functions, executionLogs }: RunbookProps,
): StateMachine {
  const { definition, substitutions } = compileWorkflow(runbook);
  const called = substitutions
    .filter((name) => name !== backupTopic && name !== environment)
    .map((name) => [name, find(functions, name)] as const);
  const machine = new StateMachine(scope, 'StateMachine', {
    stateMachineName: engine.deployment.names.stateMachine(runbook.id),
    stateMachineType: StateMachineType.STANDARD,
    definitionBody: DefinitionBody.fromString(JSON.stringify(definition)),
    definitionSubstitutions: {
      [backupTopic]: engine.resources.backupTopic,
      [environment]: engine.deployment.environment.name,
      ...Object.fromEntries(called.map(([name, target]) => [name, versionFor(scope, target)])),
    },
    role: exactRole(scope, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: `The runbook ${runbook.id} runs with it.`,
      permissions: stateMachinePermissions(
        engine.resources,
        called.map(([, target]) => engine.resources.arns.versions(target.name)),
      ),
    }),
    tracingEnabled: true,
    logs: { destination: executionLogs, level: LogLevel.ERROR, includeExecutionData: false },
  });
  Validations.of(machine).acknowledge({
    id: 'AwsSolutions-SF1',
    reason:
      "Errors only, and without data: Step Functions keeps each execution's history for 90 days, and the incident table the rest.",
  });
  return machine;
}

/**
 * Across stacks by a weak reference: new code has a new version, and an export that another stack imports could not be
 * replaced. The old version stays, for definitions that still name it.
 */
const versionFor = (scope: Construct, target: EngineFunction): string =>
  Stack.of(scope) === Stack.of(target)
    ? target.versionArn
    : Stack.consumeReference(target.versionArn, ReferenceStrength.WEAK);

function find(functions: RunbookProps['functions'], name: string): EngineFunction {
  const found = functions.get(name);
  if (!found) throw new Error(`The workflow needs ${name}, which no Lambda stands for.`);
  return found;
}
