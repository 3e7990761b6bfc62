import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { minutes } from '#define/duration';
import { lambdaTarget } from '../rule-target.ts';
import { type Engine, stageFunction } from '../stage-function.ts';
import { hasStage } from '../stages.ts';

const usually = minutes(5);

/** Sends the synthetic alarm on its way every few minutes, and calls the heartbeat for each trip that ended well. */
export class Synthetic extends Construct {
  constructor(scope: Construct, engine: Engine) {
    super(scope, 'Synthetic');
    const { deployment, resources } = engine;
    const { environment } = deployment;
    if (!hasStage(environment, 'synthetic')) return;
    const { every = usually } = environment.synthetic ?? {};
    const trip = stageFunction(this, 'synthetic', engine, {
      description: 'Sends a synthetic alarm on its way, and calls the heartbeat for one that was handled.',
      timeoutSeconds: 30,
    });
    const everyMinutes = Math.max(1, Math.round(every.seconds / 60 / (environment.divideTimeBy ?? 1)));
    new Rule(this, 'Regularly', {
      description: 'Sends a synthetic alarm on its way.',
      schedule: Schedule.rate(Duration.minutes(everyMinutes)),
      // The next one looks at the same trip, so a late one is not worth delivering.
      targets: [
        lambdaTarget(trip.function, {
          deadLettersArn: resources.deadLetters,
          maxEventAgeSeconds: everyMinutes * 60,
        }),
      ],
    });
  }
}
