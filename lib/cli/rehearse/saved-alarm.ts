import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { alarmForm } from '#core/alarm/form';
import type { AlarmSetup, Shape, Watched } from '#testing/world/cloudwatch/alarm';
import { isBand } from '#testing/world/cloudwatch/describe';
import { isStatistic } from '#testing/world/cloudwatch/metrics';
import { CommandError } from '../command-line.ts';

/** An alarm as far as its event describes it, and what had to be assumed. */
export interface SavedAlarm {
  readonly setup: Partial<AlarmSetup>;
  /** What the event does not say, a sentence. */
  readonly assumed: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
interface Detail {
  readonly state?: {
    readonly reasonData?: string;
    readonly actionsSuppressedBy?: string;
    readonly actionsSuppressedReason?: string;
  };
  readonly muteDetail?: { readonly mutedByArn?: string };
  readonly configuration?: {
    readonly alarmRule?: string;
    readonly metrics?: readonly SavedQuery[];
  };
}

interface SavedQuery {
  readonly id?: string;
  readonly label?: string;
  readonly expression?: string;
  readonly returnData?: boolean;
  readonly period?: number;
  readonly accountId?: string;
  readonly metricStat?: {
    readonly metric?: {
      readonly namespace?: string;
      readonly name?: string;
      readonly dimensions?: Readonly<Record<string, string>>;
    };
    readonly period?: number;
    readonly stat?: string;
    readonly unit?: string;
  };
}

/**
 * The alarm of an event, in its own shape: what the event's configuration says about it, and nothing made up.
 * @throws CommandError in one sentence if it can't be built
 */
export function savedAlarm(event: unknown, arn: string, file: string): SavedAlarm {
  const { detail = {} } = event as { readonly detail?: Detail };
  const { configuration, state = {}, muteDetail } = detail;
  const quiet = {
    ...(state.actionsSuppressedBy
      ? {
          suppressed: {
            by: state.actionsSuppressedBy,
            because: state.actionsSuppressedReason ?? 'no reason given',
          },
        }
      : {}),
    ...(muteDetail ? { mutedBy: [muteDetail.mutedByArn?.split(':').at(-1) ?? 'a rule'] } : {}),
  };
  if (!configuration)
    return { setup: quiet, assumed: 'what the alarm watches (one metric, as the runbook reads it)' };
  if (configuration.alarmRule !== undefined) {
    return { setup: { shape: 'composite', ...quiet }, assumed: 'what the alarms below it watch' };
  }
  const { metrics = [] } = configuration;
  if (metrics.length === 0) {
    throw new CommandError(
      `${file} can't be rehearsed: its configuration names neither metrics nor a rule, so the alarm is of a kind (logs, PromQL) whose query can't be rebuilt.`,
    );
  }
  const setup = { ...ofMetrics(metrics, detail, arn, file), ...quiet };
  return {
    setup,
    assumed:
      'how many periods the alarm evaluates, and what it makes of missing data (1 of 1 and missing, unless the runbook creates it)',
  };
}

function ofMetrics(
  metrics: readonly SavedQuery[],
  detail: Detail,
  arn: string,
  file: string,
): Partial<AlarmSetup> {
  const queries = metrics.map(queryOf);
  const band = queries.find(({ Expression = '' }) => isBand(Expression));
  const limit = limitOf(detail, band !== undefined);
  const form = alarmForm({
    AlarmArn: arn,
    Metrics: queries,
    ComparisonOperator: limit.comparison as 'GreaterThanThreshold',
    ...(band ? { ThresholdMetricId: band.Id ?? '' } : { Threshold: limit.threshold }),
  });
  const { data } = form;
  if ('uncheckable' in data) throw new CommandError(`${file} can't be rehearsed: ${data.uncheckable}.`);
  const watchedQuery = 'watched' in data.source ? data.source.watched : undefined;
  const main = metrics.find(({ id }) => id === watchedQuery) ?? metrics[0];
  const { metric = {}, stat = 'Maximum' } = main?.metricStat ?? {};
  const stats = metrics.flatMap(({ metricStat }) => metricStat?.stat ?? []);
  const other = stats.find((one) => !isStatistic(one));
  if (other !== undefined || !isStatistic(stat)) {
    throw new CommandError(
      `${file} can't be rehearsed: the alarm watches the statistic ${other ?? stat}, which the rehearsal's CloudWatch does not calculate.`,
    );
  }
  const account = main?.accountId;
  return {
    shape: shapeOf(form.kind, metrics),
    queries,
    period: data.periodSeconds,
    dimensions: metric.dimensions ?? form.dimensions,
    ...(account ? { metricAccount: account } : {}),
    watches: {
      namespace: metric.namespace ?? 'Expressions',
      name: metric.name ?? main?.expression ?? main?.id ?? 'expression',
      statistic: stat,
      ...limit,
    },
  };
}

/** CloudWatch describes a single metric without a label or an account at the top level. */
function shapeOf(kind: string, [first]: readonly SavedQuery[]): Shape {
  if (kind !== 'metric') return kind as Shape;
  return first?.label === undefined && first?.accountId === undefined ? 'metric' : 'labelled';
}

function queryOf(query: SavedQuery): MetricDataQuery {
  const { id, label, expression, returnData, period, accountId, metricStat } = query;
  const { metric = {}, unit } = metricStat ?? {};
  return {
    Id: id,
    ...(label === undefined ? {} : { Label: label }),
    ...(expression === undefined ? {} : { Expression: expression }),
    ...(returnData === undefined ? {} : { ReturnData: returnData }),
    ...(period === undefined ? {} : { Period: period }),
    ...(accountId === undefined ? {} : { AccountId: accountId }),
    ...(metricStat
      ? {
          MetricStat: {
            Metric: {
              Namespace: metric.namespace ?? '',
              MetricName: metric.name ?? '',
              Dimensions: Object.entries(metric.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: metricStat.period,
            Stat: metricStat.stat,
            ...(unit === undefined ? {} : { Unit: unit as 'Count' }),
          },
        }
      : {}),
  };
}

interface ReasonData {
  readonly threshold?: unknown;
  readonly recentDatapoints?: unknown;
  readonly recentLowerThresholds?: unknown;
  readonly recentUpperThresholds?: unknown;
}

/** The limit that was breached, by the newest datapoints of the event; a threshold of 1 if it has none. */
function limitOf(
  { state = {} }: Detail,
  isOfBand: boolean,
): Pick<Watched, 'comparison' | 'threshold' | 'band'> {
  const data = reasonOf(state.reasonData);
  if (isOfBand) {
    const lower = newest(data.recentLowerThresholds) ?? 0;
    const upper = newest(data.recentUpperThresholds) ?? lower + 1;
    return {
      comparison: 'LessThanLowerOrGreaterThanUpperThreshold',
      threshold: upper,
      band: { lower, upper },
    };
  }
  const threshold = typeof data.threshold === 'number' ? data.threshold : 1;
  const value = newest(data.recentDatapoints) ?? threshold;
  return {
    comparison: value < threshold ? 'LessThanThreshold' : 'GreaterThanOrEqualToThreshold',
    threshold,
  };
}

const newest = (values: unknown): number | undefined =>
  Array.isArray(values) ? values.filter((value) => typeof value === 'number').at(-1) : undefined;

function reasonOf(text: string | undefined): ReasonData {
  try {
    const data: unknown = JSON.parse(text ?? '{}');
    return typeof data === 'object' && data !== null ? data : {};
  } catch {
    return {};
  }
}
