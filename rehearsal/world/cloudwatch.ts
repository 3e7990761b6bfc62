import type { Clock } from './clock.ts';
import { awsError, type Commands } from './wire.ts';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm as a test or a rehearsal sets it up. */
export interface AlarmSetup {
  readonly name: string;
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
  readonly suppressed?: { readonly by: string; readonly because: string };
  /** In seconds. @default 60 */
  readonly period?: number;
  /** @default 1 */
  readonly evaluationPeriods?: number;
  /** @default - all of `evaluationPeriods` */
  readonly datapointsToAlarm?: number;
  /** @default missing */
  readonly missingData?: 'missing' | 'breaching' | 'notBreaching' | 'ignore';
  readonly reason?: string;
}

interface Alarm extends AlarmSetup {
  readonly arn: string;
  state: AlarmState;
  changedAt: Date;
}

/** A change of an alarm's state, as the event bus would hear of it. */
export interface AlarmChange {
  readonly arn: string;
  readonly name: string;
  readonly state: AlarmState;
  readonly at: Date;
}

interface DescribeAlarms {
  readonly AlarmNames?: readonly string[];
  readonly AlarmTypes?: readonly string[];
  readonly StateValue?: string;
  readonly NextToken?: string;
}

interface GetMetricData {
  readonly MetricDataQueries?: ReadonlyArray<{
    readonly Id: string;
    readonly MetricStat: {
      readonly Metric: {
        readonly Namespace: string;
        readonly MetricName: string;
        readonly Dimensions?: ReadonlyArray<{ readonly Name: string; readonly Value: string }>;
      };
    };
  }>;
}

/** Alarms whose state is set by hand, and metrics that report one value until another is set. */
export class CloudWatch {
  /** Called on every change of a state. */
  onChange: (change: AlarmChange) => void = () => {};
  /** How many alarms `DescribeAlarms` returns at once. */
  pageSize = 50;
  readonly #clock: Clock;
  readonly #place: string;
  readonly #alarms = new Map<string, Alarm>();
  readonly #metrics = new Map<string, number>();

  constructor(clock: Clock, place: string) {
    this.#clock = clock;
    this.#place = place;
  }

  readonly commands: Commands = {
    DescribeAlarms: (input: DescribeAlarms) => this.#describe(input),
    ListTagsForResource: (input: { ResourceARN?: string }) => this.#tags(input.ResourceARN ?? ''),
    GetMetricData: (input: GetMetricData) => this.#metricData(input),
  };

  arnOf(name: string): string {
    return `arn:aws:cloudwatch:${this.#place}:alarm:${name}`;
  }

  /** Creates or replaces an alarm, which is in its state from now on. Nobody is told of it. */
  put(setup: AlarmSetup): void {
    const { name, state = 'ALARM' } = setup;
    this.#alarms.set(name, { ...setup, arn: this.arnOf(name), state, changedAt: this.#clock.now() });
  }

  /** Changes a state now, and tells the bus. */
  set(name: string, state: AlarmState): void {
    const alarm = this.#alarms.get(name);
    if (!alarm || alarm.state === state) return;
    alarm.state = state;
    alarm.changedAt = this.#clock.now();
    this.onChange({ arn: alarm.arn, name, state, at: alarm.changedAt });
  }

  remove(name: string): void {
    this.#alarms.delete(name);
  }

  /** What a metric reports from now on; undefined: nothing. */
  report(
    namespace: string,
    metric: string,
    dimensions: Readonly<Record<string, string>>,
    value?: number,
  ): void {
    const key = metricKey(namespace, metric, dimensions);
    if (value === undefined) this.#metrics.delete(key);
    else this.#metrics.set(key, value);
  }

  #describe({ AlarmNames, AlarmTypes = ['MetricAlarm'], StateValue, NextToken }: DescribeAlarms): object {
    const found = [...this.#alarms.values()].filter(
      (alarm) =>
        (!AlarmNames || AlarmNames.includes(alarm.name)) &&
        (!StateValue || alarm.state === StateValue) &&
        AlarmTypes.includes(alarm.composite ? 'CompositeAlarm' : 'MetricAlarm'),
    );
    const start = Number(NextToken ?? 0);
    const page = found.slice(start, start + this.pageSize);
    return {
      MetricAlarms: page.filter((alarm) => !alarm.composite).map(describeMetricAlarm),
      CompositeAlarms: page.filter((alarm) => alarm.composite).map(describe),
      ...(start + this.pageSize < found.length ? { NextToken: String(start + this.pageSize) } : {}),
    };
  }

  #tags(arn: string): object {
    const alarm = [...this.#alarms.values()].find((one) => one.arn === arn);
    if (!alarm) throw awsError('ResourceNotFoundException', `No alarm ${arn}`);
    return { Tags: Object.entries(alarm.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
  }

  #metricData({ MetricDataQueries = [] }: GetMetricData): object {
    return {
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat: { Metric } }) => {
        const dimensions = Object.fromEntries(
          (Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
        );
        const value = this.#metrics.get(metricKey(Metric.Namespace, Metric.MetricName, dimensions));
        return value === undefined
          ? { Id, Timestamps: [], Values: [] }
          : { Id, Timestamps: [this.#clock.now()], Values: [value] };
      }),
    };
  }
}

const metricKey = (namespace: string, metric: string, dimensions: object): string =>
  JSON.stringify([namespace, metric, Object.entries(dimensions).sort()]);

const describe = (alarm: Alarm) => ({
  AlarmName: alarm.name,
  AlarmArn: alarm.arn,
  StateValue: alarm.state,
  StateReason: alarm.reason ?? 'Threshold Crossed',
  StateUpdatedTimestamp: alarm.changedAt,
  StateTransitionedTimestamp: alarm.changedAt,
  ActionsEnabled: alarm.actionsEnabled ?? true,
  AlarmActions: [...(alarm.actions ?? [])],
  ...(alarm.suppressed
    ? { ActionsSuppressedBy: alarm.suppressed.by, ActionsSuppressedReason: alarm.suppressed.because }
    : {}),
});

const describeMetricAlarm = (alarm: Alarm) => ({
  ...describe(alarm),
  Dimensions: Object.entries(alarm.dimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
  Period: alarm.period ?? 60,
  EvaluationPeriods: alarm.evaluationPeriods ?? 1,
  DatapointsToAlarm: alarm.datapointsToAlarm ?? alarm.evaluationPeriods ?? 1,
  TreatMissingData: alarm.missingData ?? 'missing',
});
