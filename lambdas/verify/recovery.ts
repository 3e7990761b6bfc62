import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { type AlarmReading, type NoReading, nameOf, readAlarm } from '#core/alarm/alarm';
import { clockToleranceSeconds } from '#core/alarm/clocks';
import { lastOk } from '#core/incident/last-ok';
import type { Incident } from '#core/incident/records';
import { because, type Reason } from '#core/reasons/reason';
import type { AndMetric } from '#core/runbook/runbook';
import { errorText } from '#core/text';
import { iso, secondsBetween } from '#core/time';
import type { VerifyReads, VerifyServices } from './services.ts';

/** OK, or why it does not count as recovered. */
export type Recovery = { readonly recovered: true } | NoRecovery;

export interface NoRecovery {
  readonly recovered: false;
  readonly because: Reason;
  /** ISO 8601, UTC: when the alarm's state last changed, if it could be read. */
  readonly changedAt?: string;
}

const not = (reason: Reason): NoRecovery => ({ recovered: false, because: reason });

/** How long CloudWatch's descriptions may lag behind its events, in seconds. After that the description counts. */
const descriptionsLagSeconds = 60;

/**
 * Whether the alarm is OK, by its description. A newer OK event counts too, for as long as descriptions may lag behind events.
 * @param newerBy how much newer, in seconds. A hold follows the usual answer, and shows which moment was the later one; without
 * one, the two may come from different clocks.
 */
export async function isOk(
  incident: Incident,
  reads: VerifyReads & Pick<VerifyServices, 'now'>,
  newerBy = 0,
): Promise<Recovery> {
  const [okAt, alarm] = await Promise.all([
    lastOk(reads.database, incident.alarm.arn),
    readAlarm(reads.cloudwatch, nameOf(incident.alarm)),
  ]);
  if ('unreadable' in alarm) return not(alarm.unreadable);
  if (alarm.state === 'OK') return fromBefore(alarm, incident) ?? { recovered: true };
  const eventIsNewer =
    okAt !== undefined &&
    secondsBetween(alarm.transitionedAt, okAt) > newerBy &&
    okAt > incident.since &&
    secondsBetween(okAt, reads.now()) <= descriptionsLagSeconds;
  return eventIsNewer ? { recovered: true } : not(because('still-in', { state: alarm.state }));
}

/**
 * Whether an OK is from before the alarm fired: descriptions may lag behind events, and it says nothing about the alarm now.
 */
const fromBefore = ({ transitionedAt }: AlarmReading, { since }: Incident): NoRecovery | undefined =>
  secondsBetween(transitionedAt, since) > clockToleranceSeconds
    ? not(because('ok-before-alarm', { okSince: transitionedAt }))
    : undefined;

/** After the hold: still OK, OK during the whole hold, and the second metric agrees. */
export async function held(incident: Incident, reads: VerifyReads, now: Date): Promise<Recovery> {
  const { holdForSeconds, andMetric } = incident.runbook.recovered;
  const [alarm, opinion] = await Promise.all([
    readAlarm(reads.cloudwatch, nameOf(incident.alarm)),
    andMetric ? agrees(andMetric, reads.cloudwatch, now) : undefined,
  ]);
  const no = stillOk(alarm, incident, holdForSeconds, now) ?? opinion;
  if (!no) return { recovered: true };
  return 'unreadable' in alarm ? no : { ...no, changedAt: alarm.transitionedAt };
}

function stillOk(
  alarm: AlarmReading | NoReading,
  incident: Incident,
  holdForSeconds: number,
  now: Date,
): NoRecovery | undefined {
  if ('unreadable' in alarm) return not(alarm.unreadable);
  if (alarm.state !== 'OK') return not(because('fell-back', { state: alarm.state }));
  return secondsBetween(alarm.transitionedAt, now) + clockToleranceSeconds < holdForSeconds
    ? not(because('did-not-hold'))
    : fromBefore(alarm, incident);
}

/** Undefined if it agrees. No datapoint is not agreement: a dead service reports nothing. */
async function agrees(
  metric: AndMetric,
  cloudwatch: CloudWatchClient,
  now: Date,
): Promise<NoRecovery | undefined> {
  const { namespace, metricName, withinSeconds, atLeast } = metric;
  const named = { metric: `${namespace} ${metricName}` };
  const since = iso(now.getTime() - withinSeconds * 1000);
  try {
    const answer = await cloudwatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(since),
        EndTime: now,
        ScanBy: 'TimestampDescending',
        MetricDataQueries: [
          {
            Id: 'second',
            MetricStat: {
              Metric: {
                Namespace: namespace,
                MetricName: metricName,
                Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({
                  Name,
                  Value: String(Value),
                })),
              },
              Period: longestPeriod(withinSeconds),
              Stat: metric.statistic,
            },
          },
        ],
      }),
    );
    const latest = answer.MetricDataResults?.[0]?.Values?.[0];
    if (latest === undefined) return not(because('metric-silent', { ...named, since }));
    return latest >= atLeast ? undefined : not(because('metric-below', { ...named, value: latest, atLeast }));
  } catch (error) {
    return not(because('metric-unreadable', { ...named, error: errorText(error) }));
  }
}

/**
 * CloudWatch takes periods of 1, 5, 10, 30 seconds and multiples of 60. This is the longest one that fits twice, so that it
 * always includes one complete datapoint.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
const longestPeriod = (withinSeconds: number): number =>
  [60, 30, 10, 5].find((period) => period * 2 <= withinSeconds) ?? 1;
