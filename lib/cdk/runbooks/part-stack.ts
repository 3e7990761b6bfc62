import { CfnWaitConditionHandle, Stack, type StackProps } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { EngineFunction } from '../function.ts';
import type { Engine } from '../stage-function.ts';
import { type Created, CreatedAlarm } from './alarms.ts';
import { Runbook } from './runbook.ts';

interface RunbooksPartStackProps extends StackProps {
  readonly engine: Engine;
  /** Numbered from 1. */
  readonly part: number;
  readonly runbooks: readonly DeployedRunbook[];
  readonly alarms: readonly Created[];
  /** The Lambdas behind the workflows' placeholders. They are in the main stack of the runbooks. */
  readonly functions: ReadonlyMap<string, EngineFunction>;
}

/** A part of an environment's runbooks, if one stack can't hold them all: state machines, rules and alarms. */
export class RunbooksPartStack extends Stack {
  constructor(
    scope: Construct,
    { engine, part, runbooks, alarms, functions, ...props }: RunbooksPartStackProps,
  ) {
    const { names } = engine.deployment;
    super(scope, names.runbooksPartStack(part), {
      stackName: names.runbooksPartStack(part),
      ...props,
      description: `Nightshift: runbooks, part ${part}, with their rules and state machines`,
    });
    // A stack needs a resource even without runbooks: this one does nothing and costs nothing.
    new CfnWaitConditionHandle(this, 'Placeholder');
    // By its name: the group is in a stack that is deployed before this one.
    const executionLogs = LogGroup.fromLogGroupName(this, 'ExecutionLogs', names.executionLogs);
    for (const created of alarms) new CreatedAlarm(this, created);
    for (const runbook of runbooks) new Runbook(this, { engine, runbook, functions, executionLogs });
  }
}
