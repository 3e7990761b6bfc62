import { Duration } from 'aws-cdk-lib';
import { Match, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { lambdaTarget } from '../rule-target.ts';
import { type Engine, stageFunction } from '../stage-function.ts';

/**
 * The guarantee behind everything: every minute it checks for incidents past their deadline. A failed execution triggers it at
 * once, by a best-effort event.
 */
export class Sweep extends Construct {
  constructor(scope: Construct, engine: Engine) {
    super(scope, 'Sweeping');
    const { arns, deadLetters: deadLettersArn } = engine.resources;
    const sweeper = stageFunction(this, 'sweep', engine);
    new Rule(this, 'EveryMinute', {
      description: 'Looks for incidents past their page deadline.',
      schedule: Schedule.rate(Duration.minutes(1)),
      // The next minute's sweep does the same work, so a late event is dropped.
      targets: [lambdaTarget(sweeper.function, { deadLettersArn, maxEventAgeSeconds: 60 })],
    });
    new Rule(this, 'ExecutionEndedBadly', {
      description: "One of the runbooks' executions failed, timed out or was aborted.",
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: Match.prefix(arns.stateMachine('')),
        },
      },
      targets: [lambdaTarget(sweeper.function, { deadLettersArn, maxEventAgeSeconds: 3600 })],
    });
  }
}
