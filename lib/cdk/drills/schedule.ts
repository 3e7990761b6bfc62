import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { Resolution } from '#checks/resolve';
import { drillsFile } from '#lambdas/drill/contract';
import { putBeside } from '../bundle.ts';
import { handlerFile } from '../names.ts';
import { lambdaTarget } from '../rule-target.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { hasStage } from '../stages.ts';

/**
 * Begins drills by itself, and judges those that are under way. Only for an environment with a schedule, and never in
 * production.
 */
export class DrillSchedule extends Construct {
  constructor(scope: Construct, engine: Engine, runbooks: Resolution['runbooks']) {
    super(scope, 'Schedule');
    const { deployment, resources } = engine;
    const { environment, bundles } = deployment;
    if (!hasStage(environment, 'drill') || !environment.drills) return;
    const drilled = runbooks.filter(({ deployed }) => deployed.drills).map(({ deployed }) => deployed);
    putBeside(bundles, handlerFile.stage('drill'), drillsFile, {
      drills: environment.drills,
      runbooks: drilled,
    });
    const stage = stageFunction(this, 'drill', engine);
    new Rule(this, 'Regularly', {
      description: 'Looks whether a drill is due or over.',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [
        lambdaTarget(stage.function, { deadLettersArn: resources.deadLetters, maxEventAgeSeconds: 60 }),
      ],
    });
  }
}
