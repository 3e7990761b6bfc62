import { periodBegan } from '#core/alarm/wall-clock';
import type { Clock } from './clock.ts';
import { type Alarm, type AlarmSetup, evaluationOf, isBad, watched } from './cloudwatch/alarm.ts';
import { describeComposite, describeLog, describeMetricAlarm, typeOf } from './cloudwatch/describe.ts';
import { type AlarmState, evaluate, evaluationRange, type Point } from './cloudwatch/evaluation.ts';
import { AlarmHistory, type DescribeAlarmHistory } from './cloudwatch/history.ts';
import type { DescribeAlarms, GetMetricData, PutMetricData } from './cloudwatch/inputs.ts';
import { metricData } from './cloudwatch/metric-data.ts';
import { Metrics } from './cloudwatch/metrics.ts';
import { awsError, type Commands } from './wire.ts';

export type { AlarmSetup, Shape } from './cloudwatch/alarm.ts';
export type { AlarmState } from './cloudwatch/evaluation.ts';

/** A change of an alarm's state, as the event bus would hear of it. */
export interface AlarmChange {
  readonly arn: string;
  readonly name: string;
  readonly state: AlarmState;
  readonly at: Date;
  readonly reason?: string;
}

/** How long after a period's end CloudWatch evaluates it, in seconds. */
export const evaluatedAfter = 5;

const inWords: Readonly<Record<string, string>> = {
  GreaterThanThreshold: 'more than',
  GreaterThanOrEqualToThreshold: 'at least',
  LessThanThreshold: 'less than',
  LessThanOrEqualToThreshold: 'at most',
  GreaterThanUpperThreshold: 'more than the band over',
  LessThanLowerThreshold: 'less than the band over',
  LessThanLowerOrGreaterThanUpperThreshold: 'outside the band around',
};

/** Metrics, and alarms that watch them or whose state is set by hand. */
export class CloudWatch {
  /** Called on every change of a state. */
  onChange: (change: AlarmChange) => void = () => {};
  /** How many times the description of an alarm has changed. */
  version = 0;
  /** How many alarms `DescribeAlarms` returns at once. */
  pageSize = 50;
  readonly metrics = new Metrics();
  /** The series that breach, by alarm; each by the attributes that tell it from others. */
  readonly contributors = new Map<string, readonly Readonly<Record<string, string>>[]>();
  readonly #history = new AlarmHistory();
  readonly #clock: Clock;
  readonly #place: string;
  readonly #alarms = new Map<string, Alarm>();

  constructor(clock: Clock, place: string) {
    this.#clock = clock;
    this.#place = place;
  }

  readonly commands: Commands = {
    DescribeAlarms: (input: DescribeAlarms) => this.#describe(input),
    DescribeAlarmHistory: (input: DescribeAlarmHistory) => this.#history.describe(input),
    DescribeAlarmContributors: ({ AlarmName = '' }: { AlarmName?: string }) => ({
      AlarmContributors: (this.contributors.get(AlarmName) ?? []).map((ContributorAttributes) => ({
        ContributorAttributes,
      })),
    }),
    ListTagsForResource: (input: { ResourceARN?: string }) => this.#tags(input.ResourceARN ?? ''),
    GetMetricData: (input: GetMetricData) =>
      metricData(input, this.#clock.milliseconds, this.metrics, [...this.#alarms.values()]),
    PutMetricData: (input: PutMetricData) => this.#put(input),
    ListAlarmMuteRules: ({ AlarmName = '' }: { AlarmName?: string }) => this.#muteRules(AlarmName),
  };

  arnOf(name: string): string {
    return this.#alarms.get(name)?.arn ?? `arn:aws:cloudwatch:${this.#place}:alarm:${name}`;
  }

  tagsOf(name: string): Readonly<Record<string, string>> {
    return this.#alarms.get(name)?.tags ?? {};
  }

  /** Creates or replaces an alarm, in its state as of now. Nobody is told. */
  put(setup: AlarmSetup): void {
    const { name, state = 'ALARM', arn = this.arnOf(name), reason = 'Threshold Crossed' } = setup;
    const alarm: Alarm = { ...setup, arn, state, because: reason, changedAt: this.#clock.now() };
    this.#alarms.set(name, alarm);
    this.version++;
    const { period } = evaluationOf(alarm);
    const first = setup.wallClock === undefined ? period : this.#untilPeriodEnds(period, setup.wallClock);
    if (setup.watches) this.#clock.after(first + evaluatedAfter, () => this.#evaluate(alarm, period));
    else this.#reportFor(alarm);
  }

  /** Changes a state now, with the data that goes with it, and tells the bus. */
  set(name: string, state: AlarmState, reason?: string): void {
    this.forge(name, state, reason);
    const alarm = this.#alarms.get(name);
    if (alarm && !alarm.watches) this.#reportFor(alarm);
  }

  /** SetAlarmState: changes a state now and tells the bus, whatever the data say. */
  forge(name: string, state: AlarmState, reason?: string): void {
    const alarm = this.#alarms.get(name);
    if (!alarm || alarm.state === state) return;
    this.version++;
    const type = typeOf(alarm);
    this.#history.record({ name, type, at: this.#clock.now(), from: alarm.state, to: state });
    alarm.state = state;
    alarm.changedAt = this.#clock.now();
    alarm.because = reason ?? alarm.reason ?? 'Threshold Crossed';
    this.onChange({ arn: alarm.arn, name, state, at: alarm.changedAt, reason: alarm.because });
  }

  /** Changes what keeps an alarm's actions quiet, and tells nobody. */
  hush(name: string, how: Pick<AlarmSetup, 'actionsEnabled' | 'suppressed' | 'mutedBy'>): void {
    Object.assign(this.#alarms.get(name) ?? {}, how);
    this.version++;
  }

  stateOf(name: string): AlarmState | undefined {
    return this.#alarms.get(name)?.state;
  }

  /** Whether any alarm is in this state. */
  isAnyIn(state: AlarmState): boolean {
    for (const alarm of this.#alarms.values()) if (alarm.state === state) return true;
    return false;
  }

  remove(name: string): void {
    this.version++;
    this.#alarms.delete(name);
  }

  /** What a metric reports from now on; undefined: nothing. */
  report(
    namespace: string,
    metric: string,
    dimensions: Readonly<Record<string, string>>,
    value?: number,
  ): void {
    this.metrics.report({ namespace, name: metric, dimensions }, value);
  }

  /** In seconds, by the wall clock of a time zone. */
  #untilPeriodEnds(period: number, timezone: string): number {
    const now = this.#clock.milliseconds;
    return period - (now - periodBegan(now, period, timezone)) / 1000;
  }

  /** An alarm whose state is set by hand has a metric of its own, which agrees with it. */
  #reportFor(alarm: Alarm): void {
    this.metrics.report(watched(alarm), alarm.state === 'ALARM' ? 1 : alarm.state === 'OK' ? 0 : undefined);
  }

  /** Evaluates the periods that are over, as CloudWatch does after each one. @returns whether the state changed */
  #evaluate(alarm: Alarm, period: number): boolean {
    if (this.#alarms.get(alarm.name) !== alarm) return false;
    const before = alarm.state;
    const watches = watched(alarm);
    const evaluation = evaluationOf(alarm);
    const end = this.#clock.milliseconds - evaluatedAfter * 1000;
    const range = evaluationRange(evaluation);
    const values = Array.from({ length: range }, (_, index) => {
      const to = end - (range - 1 - index) * period * 1000;
      return this.metrics.read(watches, watches.statistic, to - period * 1000, to);
    });
    const { comparison, threshold } = watches;
    const points = values.map((value): Point => {
      if (value === undefined) return undefined;
      return isBad(value, watches) ? 'breaching' : 'fine';
    });
    const state = evaluate(points, evaluation, alarm.state);
    if (state !== before) {
      const known = values.filter((value) => value !== undefined).slice(-evaluation.evaluationPeriods);
      this.set(
        alarm.name,
        state,
        known.length === 0
          ? `Insufficient Data: no datapoints were received for ${evaluation.evaluationPeriods} period`
          : `Threshold Crossed: ${watches.name} was [${known.join(', ')}], and the alarm is for ${inWords[comparison] ?? comparison} ${threshold}`,
      );
    }
    this.#clock.after(period, () => this.#evaluate(alarm, period));
    return state !== before;
  }

  #describe({ AlarmNames, AlarmTypes = ['MetricAlarm'], StateValue, NextToken }: DescribeAlarms): object {
    const asked = AlarmNames?.flatMap((name) => this.#alarms.get(name) ?? []) ?? [...this.#alarms.values()];
    const found = asked.filter(
      (alarm) => (!StateValue || alarm.state === StateValue) && AlarmTypes.includes(typeOf(alarm)),
    );
    const start = Number(NextToken ?? 0);
    const page = found.slice(start, start + this.pageSize);
    const ofType = (type: string) => page.filter((alarm) => typeOf(alarm) === type);
    return {
      MetricAlarms: ofType('MetricAlarm').map(describeMetricAlarm),
      CompositeAlarms: ofType('CompositeAlarm').map(describeComposite),
      LogAlarms: ofType('LogAlarm').map(describeLog),
      ...(start + this.pageSize < found.length ? { NextToken: String(start + this.pageSize) } : {}),
    };
  }

  #muteRules(name: string): object {
    const rules = this.#alarms.get(name)?.mutedBy ?? [];
    return {
      AlarmMuteRuleSummaries: rules.map((rule) => ({
        AlarmMuteRuleArn: `arn:aws:cloudwatch:${this.#place}:alarm-mute-rule:${rule}`,
        Status: 'ACTIVE',
      })),
    };
  }

  #put({ Namespace: namespace, MetricData = [] }: PutMetricData): object {
    for (const { MetricName: name, Dimensions = [], Timestamp, Value } of MetricData) {
      const dimensions = Object.fromEntries(Dimensions.map((it) => [it.Name, it.Value]));
      this.metrics.publish({ namespace, name, dimensions }, Timestamp.getTime(), Value);
    }
    return {};
  }

  #tags(arn: string): object {
    const alarm = [...this.#alarms.values()].find((one) => one.arn === arn);
    if (!alarm) throw awsError('ResourceNotFoundException', `No alarm ${arn}`);
    return { Tags: Object.entries(alarm.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
  }
}
