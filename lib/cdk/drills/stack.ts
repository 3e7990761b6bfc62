import { RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Resolution } from '#checks/resolve';
import type { Action } from '#core/action/define-action';
import { type DrillSpec, faultUsuallyLasts } from '#define/drills';
import { logRetention } from '../function.ts';
import { exactRole } from '../role.ts';
import type { Engine } from '../stage-function.ts';
import { logsAndTraces } from '../state-machine-permissions.ts';
import type { FaultCalls } from './calls.ts';
import { documentCalls } from './document.ts';
import { faultMachine } from './fault-machine.ts';
import { fisCalls } from './fis.ts';
import { DrillSchedule } from './schedule.ts';

interface DrillsStackProps extends StackProps {
  readonly engine: Engine;
  readonly runbooks: Resolution['runbooks'];
  readonly actions: Readonly<Record<string, Action>>;
}

/**
 * What breaks things on purpose: experiment templates, the machines that hold a fault, and their roles. Only for an environment
 * that declares drills.
 */
export class DrillsStack extends Stack {
  constructor(scope: Construct, { engine, runbooks, actions, ...props }: DrillsStackProps) {
    const { names, environment } = engine.deployment;
    super(scope, names.drillsStack, {
      stackName: names.drillsStack,
      ...props,
      description: 'Nightshift: faults of drills, and what ends them',
    });
    const logs = new LogGroup(this, 'ExperimentLogs', {
      logGroupName: names.experimentLogs,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    for (const [id, drill] of Object.entries(environment.drills?.runbooks ?? {})) {
      const runbook = runbooks.find(({ deployed }) => deployed.id === id)?.deployed;
      const step = runbook?.steps[(drill.step ?? 1) - 1];
      const calls = step && this.callsOf(id, drill, actions[step.action], engine, logs);
      if (calls) this.machine(id, calls, engine, logs);
    }
    new DrillSchedule(this, engine, runbooks);
  }

  /** Undefined if a person makes the fault. */
  private callsOf(
    runbook: string,
    { fault, lasts }: DrillSpec,
    action: Action | undefined,
    { deployment: { environment }, resources: { arns } }: Engine,
    logs: LogGroup,
  ): FaultCalls | undefined {
    if (fault.injector === 'by-hand') return undefined;
    if (fault.injector === 'document') return documentCalls(fault, arns);
    if (!action?.drill?.fis) throw new Error(`FIS makes no fault that a step of ${runbook} cures.`);
    return fisCalls(this, {
      runbook,
      action: action.drill.fis,
      fault,
      lastsSeconds: lasts?.seconds ?? faultUsuallyLasts,
      stopAlarmArn: arns.alarm(environment.drills?.stopAlarm ?? ''),
      logGroupArn: logs.logGroupArn,
      arns,
    });
  }

  private machine(runbook: string, calls: FaultCalls, { deployment, resources }: Engine, logs: LogGroup) {
    const { names } = deployment;
    const machine = new StateMachine(this, `Fault-${runbook}`, {
      stateMachineName: names.faultMachine(runbook),
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(JSON.stringify(faultMachine(calls, names.table))),
      role: exactRole(this, `Holder-${runbook}`, {
        assumedBy: new ServicePrincipal('states.amazonaws.com'),
        description: `Breaks and mends what the drills of ${runbook} name.`,
        permissions: [
          ...calls.permissions,
          { actions: ['dynamodb:GetItem'], resources: [resources.table] },
          { actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [resources.key] },
          ...logsAndTraces,
        ],
      }),
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ERROR, includeExecutionData: false },
    });
    Validations.of(machine).acknowledge({
      id: 'AwsSolutions-SF1',
      reason: "Errors only, and without data: Step Functions keeps each execution's history for 90 days.",
    });
  }
}
