import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { variables } from '../aws/variables.ts';
import { secondsBetween } from '../time.ts';
import { type IncidentRecord, lastActed, mayHaveActed } from './incidents.ts';
import { type Effect, metric } from './metric-names.ts';
import type { Attempt, Incident } from './records.ts';

/**
 * Metrics are lines of the log in CloudWatch's embedded metric format: no call, no permission, nothing to wait for.
 * Each is written right after the conditional write that happens once, so that nothing is counted twice; a Lambda that
 * dies between the two leaves a gap, which no record has. docs/metrics.md says what each means.
 */
let metrics: Metrics | undefined;

/** Made when it is first used: what runs the stages elsewhere switches metrics off after this module was loaded. */
function written(): Metrics {
  if (metrics) return metrics;
  metrics = new Metrics({ namespace: metric.namespace });
  metrics.clearDefaultDimensions();
  return metrics;
}

const environment = process.env[variables.environment] ?? 'unknown';

/**
 * One line. Properties stand in the log line and in no metric, so that codes cost nothing: each combination of dimensions is a
 * custom metric, a property is none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html ("Target members")
 * Everything in it is written before anything else can run, so lines never mix. */
function put(
  dimensions: Readonly<Record<string, string>>,
  name: string,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: number,
  properties: Readonly<Record<string, string | undefined>> = {},
): void {
  const line = written();
  for (const [dimension, of] of Object.entries({ environment, ...dimensions }))
    line.addDimension(dimension, of);
  for (const [property, of] of Object.entries(properties))
    if (of !== undefined) line.addMetadata(property, of);
  line.addMetric(name, unit, value);
  line.publishStoredMetrics();
}

/** Counts an incident that has just been given its verdict, and what its steps were good for. */
export function countIncident(record: IncidentRecord): void {
  const { incident, attempts } = record;
  const { verdict, verdictAt, since } = incident;
  // Hundreds of synthetic incidents a day would distort the figures of real alarms.
  if (!verdict || !verdictAt || incident.synthetic) return;
  // Nor would what was broken on purpose.
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

/** What a step that gets no credit was good for. A person who takes over, or runs it by hand, ends it before that is known. */
function effectOf({ state, settled }: Attempt, { takenOver, byHand }: Incident): Effect {
  if (state === 'refused' || state === 'never-started') return state;
  return (takenOver || byHand) && !settled ? 'unknown' : 'none';
}

/** Counts a page that a path to a person has accepted. */
export const countPage = (channel: string): void => put({ channel }, metric.pagesSent, MetricUnit.Count, 1);

/** Says that an alarm is being worked on; the alarm's own page waits for as long as this is said every minute. */
export const tellWorking = (alarm: string): void => put({ alarm }, metric.working, MetricUnit.Count, 1);
