import type { AlarmState, Evaluation } from './evaluation.ts';
import type { MetricName, Statistic } from './metrics.ts';

/** An alarm as a test or a rehearsal sets it up. */
export interface AlarmSetup {
  readonly name: string;
  /** @default - one in the world's own account and region */
  readonly arn?: string;
  /** @default ALARM */
  readonly state?: AlarmState;
  /** A composite alarm has no metric, no timing and no dimensions. @default false */
  readonly composite?: boolean;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** ARNs that it notifies by itself. @default - none */
  readonly actions?: readonly string[];
  /** @default true */
  readonly actionsEnabled?: boolean;
  /** Of a composite alarm: who suppresses its actions, and why. */
  readonly suppressed?: { readonly by: string; readonly because: string } | undefined;
  /** Names of the mute rules that are active for it. @default - none */
  readonly mutedBy?: readonly string[];
  /** In seconds. @default 60 */
  readonly period?: number;
  /** @default 1 */
  readonly evaluationPeriods?: number;
  /** @default - all of `evaluationPeriods` */
  readonly datapointsToAlarm?: number;
  /** @default missing */
  readonly missingData?: Evaluation['missingData'];
  readonly reason?: string;
  /** What it watches. @default - nothing: its state changes by hand */
  readonly watches?: MetricName & {
    readonly statistic: Statistic;
    readonly comparison: string;
    readonly threshold: number;
  };
}

export interface Alarm extends AlarmSetup {
  readonly arn: string;
  state: AlarmState;
  changedAt: Date;
  /** Why it is in its state. */
  because: string;
}

/** How it is evaluated, with every default filled in. */
export const evaluationOf = (alarm: AlarmSetup): Evaluation & { readonly period: number } => ({
  period: alarm.period ?? 60,
  evaluationPeriods: alarm.evaluationPeriods ?? 1,
  datapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods ?? 1,
  missingData: alarm.missingData ?? 'missing',
});

/** What an alarm watches; one that is set by hand has a metric of its own name. */
export const watched = ({ name, watches }: AlarmSetup): NonNullable<AlarmSetup['watches']> =>
  watches ?? {
    namespace: 'ByHand',
    name,
    statistic: 'Maximum',
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
  };

/** A composite alarm as `DescribeAlarms` gives it. */
export const describe = (alarm: Alarm) => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  StateValue: alarm.state,
  StateReason: alarm.because,
  StateUpdatedTimestamp: alarm.changedAt,
  StateTransitionedTimestamp: alarm.changedAt,
  ActionsEnabled: alarm.actionsEnabled ?? true,
  AlarmActions: [...(alarm.actions ?? [])],
  ...(alarm.suppressed
    ? { ActionsSuppressedBy: alarm.suppressed.by, ActionsSuppressedReason: alarm.suppressed.because }
    : {}),
});

/** A metric alarm as `DescribeAlarms` gives it. */
export function describeMetricAlarm(alarm: Alarm) {
  const { period, evaluationPeriods, datapointsToAlarm, missingData } = evaluationOf(alarm);
  const { namespace, name, statistic, comparison, threshold } = watched(alarm);
  return {
    ...describe(alarm),
    Namespace: namespace,
    MetricName: name,
    Statistic: statistic,
    ComparisonOperator: comparison,
    Threshold: threshold,
    Dimensions: Object.entries(alarm.dimensions ?? alarm.watches?.dimensions ?? {}).map(([Name, Value]) => ({
      Name,
      Value,
    })),
    Period: period,
    EvaluationPeriods: evaluationPeriods,
    DatapointsToAlarm: datapointsToAlarm,
    TreatMissingData: missingData,
  };
}
