import type { LogAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';

/** How fast an alarm can follow its service. */
export interface AlarmTiming {
  readonly evaluatedEverySeconds: number;
  /** The longest time from when the service works again until the alarm is OK, if all goes well. */
  readonly secondsToRecover: number;
}

/**
 * A metric alarm needs enough good datapoints that fewer than M of the last N breach, and one period until the first of them is
 * complete. A wall clock's periods take no longer: "reflects a data point only after the period that contains it ends".
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
export const timingOfMetric = ({
  periodSeconds,
  evaluationPeriods,
  datapointsToAlarm,
}: {
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}): AlarmTiming => ({
  evaluatedEverySeconds: periodSeconds,
  secondsToRecover: periodSeconds * (evaluationPeriods - datapointsToAlarm + 2),
});

const unitSeconds: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

/**
 * A log alarm's query runs on a schedule, and a bad line stays in its results for as long as the query looks back.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ScheduleConfiguration.html
 * @returns undefined if the schedule is not a `rate(…)`
 */
export function timingOfLogs({
  ScheduledQueryConfiguration: query,
  QueryResultsToEvaluate: results = 1,
  QueryResultsToAlarm: toAlarm = results,
}: LogAlarm): AlarmTiming | undefined {
  const { ScheduleExpression = '', StartTimeOffset } = query?.ScheduleConfiguration ?? {};
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(ScheduleExpression) ?? [];
  if (count === undefined) return undefined;
  const every = Number(count) * (unitSeconds[unit] ?? 0);
  const looksBack = Number(StartTimeOffset ?? every);
  return {
    evaluatedEverySeconds: every,
    secondsToRecover: looksBack + every * (results - toAlarm + 1),
  };
}

/**
 * A PromQL alarm needs the first evaluation that finds nothing, and then its recovery period, which ends with an evaluation.
 * The time that its query looks back (`[5m]`) comes on top, and is known only from the query itself.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-promql.html
 */
export function timingOfPromQl({
  EvaluationInterval: every,
  EvaluationCriteria,
}: MetricAlarm): AlarmTiming | undefined {
  if (!every) return undefined;
  const recovery = EvaluationCriteria?.PromQLCriteria?.RecoveryPeriod ?? 0;
  return { evaluatedEverySeconds: every, secondsToRecover: every * (1 + Math.ceil(recovery / every)) };
}
