import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { variables } from '../aws/variables.ts';
import { secondsBetween } from '../time.ts';
import { type IncidentRecord, lastActed, mayHaveActed } from './incidents.ts';
import { type Effect, metric } from './metric-names.ts';
import type { Attempt, Incident } from './records.ts';

/** Created by the first line, and empty after each: creating one takes longer than writing a line. */
let line: Metrics | undefined;

/**
 * Metrics are log lines in CloudWatch's embedded metric format: no call, no permission, no waiting. Each is written right after
 * the conditional write that succeeds once, so nothing is counted twice. A Lambda that dies between the two leaves a gap; the
 * table has none. docs/metrics.md says what each means.
 *
 * This writes one line. Codes are properties, not dimensions: each combination of dimensions is a custom metric that costs
 * money. The whole line is written before anything else can run, so lines never mix.
 * "Target members" in
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function put(
  dimensions: Readonly<Record<string, string>>,
  name: string,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: number,
  properties: Readonly<Record<string, string | undefined>> = {},
): void {
  // Switched off in the rehearsal, the proof and the command line, some after this module was loaded.
  if (process.env['POWERTOOLS_METRICS_DISABLED'] === 'true') return;
  line ??= new Metrics({ namespace: metric.namespace });
  line.clearDefaultDimensions();
  const environment = process.env[variables.environment] ?? 'unknown';
  for (const [dimension, of] of Object.entries({ environment, ...dimensions }))
    line.addDimension(dimension, of);
  for (const [property, of] of Object.entries(properties))
    if (of !== undefined) line.addMetadata(property, of);
  line.addMetric(name, unit, value);
  line.publishStoredMetrics();
}

/** Counts an incident that has just got its verdict, and what its steps achieved. */
export function countIncident(record: IncidentRecord): void {
  const { incident, attempts } = record;
  const { verdict, verdictAt, since } = incident;
  // Hundreds of synthetic incidents a day would distort the figures of real alarms.
  if (!verdict || !verdictAt || incident.synthetic) return;
  // So would faults made on purpose.
  if (incident.drill) {
    put({ verdict }, metric.drills, MetricUnit.Count, 1);
    return;
  }
  put({ verdict }, metric.incidents, MetricUnit.Count, 1, { ground: incident.ground?.code });
  if (verdict === 'healed')
    put({}, metric.timeToRecover, MetricUnit.Seconds, secondsBetween(since, verdictAt));
  const first = attempts.find(mayHaveActed);
  if (first) put({}, metric.timeToFirstAction, MetricUnit.Seconds, secondsBetween(since, first.at));
  const credited = verdict === 'healed' ? lastActed(record) : undefined;
  for (const attempt of attempts) {
    const effect = attempt === credited ? 'healed' : effectOf(attempt, incident);
    put({ action: attempt.action, effect }, metric.stepEffect, MetricUnit.Count, 1, {
      reason: attempt.reason?.code,
    });
  }
}

/** The effect of a step that gets no credit. It stays unknown if a person took over or ran the step by hand. */
function effectOf({ state, settled }: Attempt, { takenOver, byHand }: Incident): Effect {
  if (state === 'refused' || state === 'never-started') return state;
  return (takenOver || byHand) && !settled ? 'unknown' : 'none';
}

/** Counts a page that a path to a person has accepted. */
export const countPage = (channel: string): void => put({ channel }, metric.pagesSent, MetricUnit.Count, 1);

/** Reports that Nightshift works on an alarm. The alarm's own page waits while this is reported every minute. */
export const tellWorking = (alarm: string): void => put({ alarm }, metric.working, MetricUnit.Count, 1);
