import { Duration } from 'aws-cdk-lib';
import { Alarm, AlarmStatusWidget, GraphWidget, type IWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { engineTroubles } from '../foundation/engine-alarms.ts';
import type { Arns, Names } from '../names.ts';

const period = Duration.minutes(5);

interface EngineParts {
  readonly names: Names;
  readonly arns: Arns;
  /** Names of the Lambdas to show. */
  readonly functions: readonly string[];
}

/** Whether the engine itself is well. */
export const engineHealth = (scope: Construct, parts: EngineParts): IWidget[][] => [
  [alarms(scope, parts), sweeper(parts), waiting(parts)],
  [lambdas('Lambda errors', 'Errors', parts), lambdas('Lambda throttles', 'Throttles', parts)],
];

const alarms = (scope: Construct, { arns }: EngineParts): IWidget =>
  new AlarmStatusWidget({
    title: 'Alarms on the engine',
    width: 6,
    height: 6,
    alarms: engineTroubles.map((trouble) =>
      Alarm.fromAlarmArn(scope, `Alarm-${trouble}`, arns.engineAlarm(trouble)),
    ),
  });

const lambda = (functionName: string, metricName: string, label: string): Metric =>
  new Metric({
    namespace: 'AWS/Lambda',
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic: 'Sum',
    label,
    period,
  });

const sweeper = ({ names }: EngineParts): IWidget =>
  new GraphWidget({
    title: 'Sweeper: five runs in five minutes',
    width: 9,
    height: 6,
    left: [
      lambda(names.function('sweep'), 'Invocations', 'runs'),
      lambda(names.function('sweep'), 'Errors', 'failed'),
    ],
    leftYAxis: { min: 0, showUnits: false },
  });

const left = (label: string, metricName: string, { deadLetters }: Names): Metric =>
  new Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: deadLetters },
    statistic: 'Maximum',
    label,
    period,
  });

const waiting = ({ names }: EngineParts): IWidget =>
  new GraphWidget({
    title: 'Dead letters left, and pages over the backup path',
    width: 9,
    height: 6,
    left: [
      left('waiting', 'ApproximateNumberOfMessagesVisible', names),
      left('in flight', 'ApproximateNumberOfMessagesNotVisible', names),
    ],
    right: [
      new Metric({
        namespace: 'AWS/SNS',
        metricName: 'NumberOfMessagesPublished',
        dimensionsMap: { TopicName: names.topic('backup') },
        statistic: 'Sum',
        label: 'messages on the backup topic',
        period,
      }),
    ],
    leftYAxis: { min: 0, showUnits: false },
    rightYAxis: { min: 0, showUnits: false },
  });

const lambdas = (title: string, metricName: string, { names, functions }: EngineParts): IWidget =>
  new GraphWidget({
    title,
    width: 12,
    height: 6,
    left: functions.map((name) => lambda(name, metricName, name.slice(names.prefix.length + 1))),
    leftYAxis: { min: 0, showUnits: false },
  });
