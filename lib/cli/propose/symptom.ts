import type { Metric } from '@aws-sdk/client-cloudwatch';
import type { Symptom } from '#core/action/fits';
import type { AlarmData } from '#core/alarm/data';
import type { AlarmForm } from '#core/alarm/form';

/** What an alarm reports, without what lies behind it; undefined if it compares no metric. */
export function symptomOf({ data, dimensions }: AlarmForm): Omit<Symptom, 'behind'> | undefined {
  if ('uncheckable' in data) return undefined;
  const metrics = metricsOf(data);
  const [first] = metrics;
  if (!first?.Namespace) return undefined;
  return {
    namespace: first.Namespace,
    metrics: metrics.flatMap(({ MetricName }) => MetricName ?? []),
    fires: sideOf(data.limit.comparison),
    dimensions,
  };
}

const metricsOf = ({ source }: AlarmData): Metric[] =>
  'metric' in source
    ? [source.metric.Metric ?? {}]
    : source.queries.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);

const sideOf = (comparison: string): Symptom['fires'] =>
  comparison === 'LessThanLowerOrGreaterThanUpperThreshold'
    ? 'outside'
    : comparison.startsWith('Greater')
      ? 'above'
      : 'below';
