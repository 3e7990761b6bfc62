import { Duration } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment.ts';

interface Watched {
  readonly sweeper: IFunction;
  readonly deadLetters: IQueue;
}

/** What the alarms are about; part of their names. */
export const engineTroubles = ['sweep-silent', 'sweep-failing', 'dead-letters-stuck'] as const;

const everyMinute = { period: Duration.minutes(1), statistic: 'Sum' };

/** Who watches the watchmen: alarms on the engine itself, straight to the backup topic. */
export class EngineAlarms extends Construct {
  constructor(scope: Construct, { names }: Deployment, backup: ITopic, { sweeper, deadLetters }: Watched) {
    super(scope, 'EngineAlarms');
    const alarm = (trouble: (typeof engineTroubles)[number], props: AlarmProps) =>
      new Alarm(this, trouble, { alarmName: names.engineAlarm(trouble), ...props }).addAlarmAction(
        new SnsAction(backup),
      );
    alarm('sweep-silent', {
      alarmDescription:
        'Nightshift has not swept for 5 minutes. Page deadlines still fire; nothing tidies up after them.',
      metric: sweeper.metricInvocations(everyMinute),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.BREACHING,
    });
    alarm('sweep-failing', {
      alarmDescription:
        "Nightshift's sweeper failed 3 minutes in a row. Page deadlines still fire; see its log.",
      metric: sweeper.metricErrors(everyMinute),
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 3,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm('dead-letters-stuck', {
      alarmDescription:
        'Events that Nightshift could not deliver have waited for 10 minutes and nobody was told.',
      metric: deadLetters.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: Duration.minutes(10).toSeconds(),
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
