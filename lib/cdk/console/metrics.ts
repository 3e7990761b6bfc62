import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { type Effect, metric } from '#core/incident/metric-names';
import type { Verdict } from '#core/incident/records';

/** Long enough that a night is one bar; widgets of one number take the dashboard's whole time range instead. */
const period = Duration.days(1);

/** Nightshift's own metrics, in one environment. docs/metrics.md says what each means. */
export function metricsIn(environment: string) {
  const own = (metricName: string, dimensions: Record<string, string>, options: MetricOptions) =>
    new Metric({
      namespace: metric.namespace,
      metricName,
      dimensionsMap: { environment, ...dimensions },
      period,
      ...options,
    });
  const incidents = (verdict: Verdict, options: MetricOptions = {}) =>
    own(metric.incidents, { verdict }, { statistic: 'Sum', ...options });
  return {
    incidents,
    stepEffect: (action: string, effect: Effect, options: MetricOptions) =>
      own(metric.stepEffect, { action, effect }, { statistic: 'Sum', ...options }),
    seconds: (name: typeof metric.timeToRecover | typeof metric.timeToFirstAction, options: MetricOptions) =>
      own(name, {}, options),
    /** The percentage of healed, self-recovered and escalated incidents that needed no person. No data if there were none. */
    shareWithoutPerson: (label: string) =>
      new MathExpression({
        label,
        period,
        expression:
          '100 * (FILL(healed, 0) + FILL(alone, 0)) / (FILL(healed, 0) + FILL(alone, 0) + FILL(person, 0))',
        usingMetrics: {
          healed: incidents('healed'),
          alone: incidents('self-recovered'),
          person: incidents('escalated'),
        },
      }),
    /** Every recently used channel. */
    pagesByChannel: () =>
      new MathExpression({
        label: '',
        period,
        expression: `SEARCH('{${metric.namespace},channel,environment} MetricName="${metric.pagesSent}" environment="${environment}"', 'Sum', ${period.toSeconds()})`,
        usingMetrics: {},
      }),
  } as const;
}
export type Metrics = ReturnType<typeof metricsIn>;
