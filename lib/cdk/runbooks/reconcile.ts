import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { timeDivisorOf } from '#define/local';
import { putBeside } from '../bundle.ts';
import { handlerFile } from '../names.ts';
import { lambdaTarget } from '../rule-target.ts';
import { type Engine, stageFunction } from '../stage-function.ts';

/** Name of the file with all runbooks beside the reconciler's code. */
const indexFile = 'runbooks.json';

/** Every five minutes: admits alarms that fire without an incident, even if their event was lost. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, engine: Engine, runbooks: readonly DeployedRunbook[]) {
    super(scope, 'Reconciliation');
    const { deployment, resources } = engine;
    putBeside(
      deployment.bundles,
      handlerFile.stage('reconcile'),
      indexFile,
      runbooks.map((runbook) => ({
        stateMachineArn: resources.arns.stateMachine(runbook.id),
        runbook,
      })),
    );
    const reconciler = stageFunction(this, 'reconcile', engine);
    // A sandbox with divided time can't wait five minutes. EventBridge's minimum is one.
    const minutes = timeDivisorOf(deployment.environment) > 1 ? 1 : 5;
    new Rule(this, 'Regularly', {
      description: 'Looks for firing alarms that have no incident.',
      schedule: Schedule.rate(Duration.minutes(minutes)),
      targets: [
        lambdaTarget(reconciler.function, {
          deadLettersArn: resources.deadLetters,
          maxEventAgeSeconds: minutes * 60,
        }),
      ],
    });
  }
}
