import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { minutes } from '#define/duration';
import { timeDivisorOf } from '#define/local';
import { lambdaTarget } from '../rule-target.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { hasStage } from '../stages.ts';

const usually = minutes(5);

/** Sends a synthetic alarm every few minutes, and calls the heartbeat for each good trip. */
export class Synthetic extends Construct {
  constructor(scope: Construct, engine: Engine) {
    super(scope, 'Synthetic');
    const { deployment, resources } = engine;
    const { environment } = deployment;
    if (!hasStage(environment, 'synthetic')) return;
    const { every = usually } = environment.synthetic ?? {};
    const trip = stageFunction(this, 'synthetic', engine);
    const everyMinutes = Math.max(1, Math.round(every.seconds / 60 / timeDivisorOf(environment)));
    new Rule(this, 'Regularly', {
      description: 'Sends a synthetic alarm on its way.',
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      // The next tick checks the same trip, so a late one is dropped.
      targets: [
        lambdaTarget(trip.function, {
          deadLettersArn: resources.deadLetters,
          maxEventAgeSeconds: everyMinutes * 60,
        }),
      ],
    });
  }
}
