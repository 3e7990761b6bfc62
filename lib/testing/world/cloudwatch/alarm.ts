import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { bandComparisons, breaches, comparisons, leavesBand } from '#core/alarm/data';
import type { AlarmState, Evaluation } from './evaluation.ts';
import type { MetricName, Statistic } from './metrics.ts';

/**
 * The shape in which CloudWatch describes an alarm.
 * - `metric`: one metric at the top level
 * - `labelled`: the same metric in `Metrics`, as the CDK writes it for a label or an account
 * - `math`, `band`, `insights`: queries in `Metrics`
 * - `composite`, `log`: in lists of their own
 * - `promql`: a metric alarm with nothing but `EvaluationCriteria`
 */
export type Shape = 'metric' | 'labelled' | 'math' | 'band' | 'insights' | 'composite' | 'log' | 'promql';

/** An alarm as a test or a rehearsal sets it up. */
export interface AlarmSetup {
  readonly name: string;
  /** @default - one in the world's own account and region */
  readonly arn?: string;
  /** @default ALARM */
  readonly state?: AlarmState;
  /** @default metric */
  readonly shape?: Shape;
  /** The same as the shape `composite`: no metric, no timing and no dimensions. @default false */
  readonly composite?: boolean;
  /** `Metrics` as in the description. @default - made from what it watches, by its shape */
  readonly queries?: readonly MetricDataQuery[];
  /** The account that its metric is in. @default - the alarm's own */
  readonly metricAccount?: string;
  /** Evaluated by the wall clock of this time zone. @default - a sliding window */
  readonly wallClock?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** ARNs that the alarm itself notifies. @default - none */
  readonly actions?: readonly string[];
  /** @default true */
  readonly actionsEnabled?: boolean;
  /** Of a composite alarm: who suppresses its actions, and why. */
  readonly suppressed?: { readonly by: string; readonly because: string } | undefined;
  /** Names of the mute rules that are active for it. @default - none */
  readonly mutedBy?: readonly string[];
  /** In seconds. For a log alarm, how often its query runs; for a PromQL alarm, its evaluation interval. @default 60 */
  readonly period?: number;
  /** @default 1 */
  readonly evaluationPeriods?: number;
  /** @default - all of `evaluationPeriods` */
  readonly datapointsToAlarm?: number;
  /** @default missing */
  readonly missingData?: Evaluation['missingData'];
  readonly reason?: string;
  /** What it watches. @default - nothing: its state changes by hand */
  readonly watches?: Watched;
}

/** What an alarm watches, and what counts as bad. */
export type Watched = MetricName & {
  readonly statistic: Statistic;
  readonly comparison: string;
  readonly threshold: number;
  /** For an anomaly band: what the model expects. @default - from 2 below the threshold to 0.5 below it */
  readonly band?: { readonly lower: number; readonly upper: number };
};

export interface Alarm extends AlarmSetup {
  readonly arn: string;
  state: AlarmState;
  changedAt: Date;
  /** Why it is in its state. */
  because: string;
}

export const shapeOf = ({ composite, shape, metricAccount }: AlarmSetup): Shape =>
  composite ? 'composite' : (shape ?? (metricAccount ? 'labelled' : 'metric'));

/** How it is evaluated, with every default filled in. */
export const evaluationOf = (alarm: AlarmSetup): Evaluation & { readonly period: number } => ({
  period: alarm.period ?? 60,
  evaluationPeriods: alarm.evaluationPeriods ?? 1,
  datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods ?? 1,
  missingData: alarm.missingData ?? 'missing',
});

const known = new WeakMap<AlarmSetup, Watched>();

/** What an alarm watches, which never changes. One whose state is set by hand has a metric named after it. */
export function watched(alarm: AlarmSetup): Watched {
  const found = known.get(alarm) ?? watchedBy(alarm);
  known.set(alarm, found);
  return found;
}

function watchedBy(alarm: AlarmSetup): Watched {
  const { name, watches, dimensions = {}, metricAccount } = alarm;
  const given = watches ?? {
    namespace: 'ByHand',
    name,
    dimensions,
    statistic: 'Maximum',
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
  };
  const account = metricAccount ? { account: metricAccount } : {};
  if (shapeOf(alarm) !== 'band') return { ...given, ...account };
  const band = given.band ?? { lower: given.threshold - 2, upper: given.threshold - 0.5 };
  const comparison = bandComparisons.find((one) => one === given.comparison) ?? 'GreaterThanUpperThreshold';
  return { ...given, ...account, band, comparison };
}

/** Whether a value is on the bad side. */
export function isBad(value: number, { comparison, threshold, band }: Watched): boolean {
  const ofBand = bandComparisons.find((one) => one === comparison);
  if (ofBand && band) return leavesBand(value, ofBand, band.lower, band.upper);
  const ofNumber = comparisons.find((one) => one === comparison);
  if (!ofNumber) throw new Error(`The rehearsal's CloudWatch knows no comparison ${comparison}`);
  return breaches(value, ofNumber, threshold);
}
