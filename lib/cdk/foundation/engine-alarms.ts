import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  type CfnAlarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '#core/stages';
import type { Deployment } from '../deployment.ts';
import type { Names } from '../names.ts';

/** Subjects of the alarms, part of their names. */
export const engineTroubles = [
  'sweep-silent',
  'sweep-failing',
  'dead-letters-stuck',
  'dead-letters-failing',
  'dead-letters-throttled',
  'reconcile-failing',
] as const;
type Trouble = (typeof engineTroubles)[number];

const minute = Duration.minutes(1);

/**
 * How long an alarm that treats missing data as breaching waits for its first data. It is created before the first sweep, and
 * would otherwise page at each first deployment; a sweeper that never runs is paged after this time. Later deployments don't
 * restart it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 */
const warmUpMinutes = 15;

/** Alarms on the engine itself, which publish to the backup topic directly. */
export class EngineAlarms extends Construct {
  constructor(scope: Construct, { names }: Deployment, backup: ITopic, deadLetters: IQueue) {
    super(scope, 'EngineAlarms');
    const troubles = { ...sweeping(names), ...deadLettersLeft(names, deadLetters), ...reconciling(names) };
    for (const trouble of engineTroubles) {
      const alarm = new Alarm(this, trouble, {
        alarmName: names.engineAlarm(trouble),
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        threshold: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        ...troubles[trouble],
      });
      alarm.addAlarmAction(new SnsAction(backup));
      const plain = alarm.node.defaultChild as CfnAlarm;
      if (plain.treatMissingData === TreatMissingData.BREACHING)
        plain.warmUpConfiguration = { warmUpPeriodDurationInMinutes: warmUpMinutes };
    }
  }
}

type Said = Pick<AlarmProps, 'alarmDescription' | 'metric' | 'evaluationPeriods'> & Partial<AlarmProps>;
type Some<Of extends Trouble> = Readonly<Record<Of, Said>>;

/** By the function's name: some functions are in a stack that is deployed later. */
const ofLambda = (names: Names, stage: Stage, metricName: string, period = minute): IMetric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: names.function(stage) },
    statistic: 'Sum',
    period,
  });

const sweeping = (names: Names): Some<'sweep-silent' | 'sweep-failing'> => ({
  'sweep-silent': {
    alarmDescription:
      'Nightshift has not swept for 5 minutes. Page deadlines still fire; nothing tidies up after them.',
    metric: ofLambda(names, 'sweep', 'Invocations'),
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: 5,
    treatMissingData: TreatMissingData.BREACHING,
  },
  'sweep-failing': {
    alarmDescription:
      "Nightshift's sweeper failed 3 minutes in a row. Page deadlines still fire; see its log.",
    metric: ofLambda(names, 'sweep', 'Errors'),
    evaluationPeriods: 3,
  },
});

/**
 * Not the age of the oldest message: SQS excludes messages that were received often and never deleted, as with a failing
 * consumer. Waiting and in-flight messages together are all that are left.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
const messagesLeft = (queue: IQueue): IMetric =>
  new MathExpression({
    expression: 'waiting + inFlight',
    label: 'dead letters left',
    period: minute,
    usingMetrics: {
      waiting: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      inFlight: queue.metricApproximateNumberOfMessagesNotVisible({ statistic: 'Maximum' }),
    },
  });

const deadLettersLeft = (
  names: Names,
  queue: IQueue,
): Some<'dead-letters-stuck' | 'dead-letters-failing' | 'dead-letters-throttled'> => ({
  'dead-letters-stuck': {
    alarmDescription:
      'Events that Nightshift could not deliver have been left in their queue for 10 minutes: nobody may have been told of them.',
    metric: messagesLeft(queue),
    evaluationPeriods: 10,
  },
  // A message that the consumer fails on comes back after its visibility timeout of three minutes: two failures in ten minutes
  // are not a passing problem.
  'dead-letters-failing': {
    alarmDescription:
      'The Lambda that tells of undelivered events failed twice within 10 minutes; see its log and the queue.',
    metric: ofLambda(names, 'dead-letters', 'Errors'),
    evaluationPeriods: 10,
    datapointsToAlarm: 2,
  },
  'dead-letters-throttled': {
    alarmDescription:
      'The Lambda that tells of undelivered events found no free execution in 5 of 10 minutes.',
    metric: ofLambda(names, 'dead-letters', 'Throttles'),
    evaluationPeriods: 10,
    datapointsToAlarm: 5,
  },
});

const reconciling = (names: Names): Some<'reconcile-failing'> => ({
  'reconcile-failing': {
    alarmDescription:
      "Nightshift's reconciler has failed for 15 minutes: an alarm whose event is lost starts no runbook. See its log.",
    metric: ofLambda(names, 'reconcile', 'Errors', Duration.minutes(5)),
    evaluationPeriods: 3,
  },
});
