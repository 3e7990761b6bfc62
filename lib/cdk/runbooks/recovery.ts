import { Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { channelsFile } from '#lambdas/page/contract';
import { putBeside } from '../bundle.ts';
import { pageChannels } from '../channels.ts';
import { handlerFile } from '../names.ts';
import { lambdaTarget } from '../rule-target.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { groupedMatches, stateChange } from './adoption.ts';

/**
 * The alarms' OK events wake waiting steps. A lost event costs time, not correctness: on its timeout the step reads the alarm
 * itself.
 */
export class Recovery extends Construct {
  constructor(scope: Construct, engine: Engine, runbooks: readonly DeployedRunbook[]) {
    super(scope, 'Recovery');
    const recover = stageFunction(this, 'recover', engine);
    const { bundles, environment } = engine.deployment;
    putBeside(bundles, handlerFile.stage('resolve'), channelsFile, pageChannels(environment));
    stageFunction(this, 'resolve', engine);
    for (const [index, matches] of groupedMatches(runbooks).entries()) {
      new Rule(this, `Ok${index + 1}`, {
        description: 'An adopted alarm went OK.',
        eventPattern: stateChange('OK', matches),
        targets: [
          lambdaTarget(recover.function, {
            deadLettersArn: engine.resources.deadLetters,
            maxEventAgeSeconds: lateOkSeconds,
          }),
        ],
      });
    }
  }
}

/** Longer than a runbook usually waits. After that, an OK event is dropped. */
const lateOkSeconds = 15 * 60;
