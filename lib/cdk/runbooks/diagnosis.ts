import { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { variables } from '#core/aws/variables';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { lambdaTarget } from '../rule-target.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { hasStage } from '../stages.ts';
import { groupedMatches, stateChange } from './adoption.ts';

/** Findings that come later are useless, in seconds. */
const lateSeconds = 5 * 60;

/** Sends the alarms' events to Diagnose, in parallel with the runbooks. Nothing waits for its findings. */
export class DiagnosisEvents extends Construct {
  constructor(scope: Construct, engine: Engine, runbooks: readonly DeployedRunbook[]) {
    super(scope, 'Diagnosis');
    const { environment } = engine.deployment;
    if (!hasStage(environment, 'diagnose')) return;
    const diagnose = stageFunction(this, 'diagnose', engine, {
      [variables.diagnosedLogs]: (environment.diagnose?.logGroups ?? []).join(','),
    });
    for (const [index, matches] of groupedMatches(runbooks).entries()) {
      new Rule(this, `Alarm${index + 1}`, {
        description: 'An adopted alarm went to ALARM: look around.',
        eventPattern: stateChange('ALARM', matches),
        targets: [
          lambdaTarget(diagnose.function, {
            deadLettersArn: engine.resources.deadLetters,
            maxEventAgeSeconds: lateSeconds,
          }),
        ],
      });
    }
  }
}
