import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { breaches, type Comparison } from '#core/alarm/data';
import {
  type AlarmState,
  type Evaluation,
  evaluate,
  evaluationRange,
  type Point,
} from '#testing/world/cloudwatch/evaluation';
import { templates } from './templates.ts';

interface AlarmProperties {
  readonly AlarmName: string;
  readonly AlarmActions: readonly unknown[];
  readonly Period?: number;
  readonly Metrics?: ReadonlyArray<{
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: { readonly MetricName: string }; readonly Period: number };
  }>;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: Evaluation['missingData'];
  readonly WarmUpConfiguration?: { readonly WarmUpPeriodDurationInMinutes: number };
}

/**
 * Whether a new alarm still warms up: until its time is over, or its window is full, which is when data go all the way through it. It is in INSUFFICIENT_DATA
 * then and does nothing. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
 * @param points the periods since the alarm was created, oldest first
 */
function warmsUp(
  points: readonly Point[],
  { evaluationPeriods }: Pick<Evaluation, 'evaluationPeriods'>,
  warmUpPeriods: number,
): boolean {
  const isFull = points.at(-1) !== undefined && points.at(-evaluationPeriods) !== undefined;
  return points.length < warmUpPeriods && !isFull;
}

const minutes = (count: number, value: number | undefined) => Array.from({ length: count }, () => value);
/** What CloudWatch has of a metric, period by period since the alarm was created. */
type Timeline = ReadonlyArray<number | undefined>;

describe('the alarms on the engine', () => {
  let foundation: Template;
  beforeAll(async () => {
    ({ foundation } = await templates({ name: 'kept', onRemoval: 'retain' }));
  });

  const alarms = () =>
    Object.values(foundation.findResources('AWS::CloudWatch::Alarm')).map(
      ({ Properties }) => Properties as AlarmProperties,
    );
  const alarm = (trouble: string): AlarmProperties => {
    const found = alarms().find(({ AlarmName }) => AlarmName === `nightshift-kept-engine-${trouble}`);
    if (!found) throw new Error(`There is no alarm ${trouble}`);
    return found;
  };

  /** The alarm's state after each period, by the arithmetic that CloudWatch documents. */
  function states(of: AlarmProperties, timeline: Timeline): AlarmState[] {
    const evaluation = {
      evaluationPeriods: of.EvaluationPeriods,
      datapointsToAlarm: of.DatapointsToAlarm ?? of.EvaluationPeriods,
      missingData: of.TreatMissingData,
    };
    const warmUp = (of.WarmUpConfiguration?.WarmUpPeriodDurationInMinutes ?? 0) / ((of.Period ?? 60) / 60);
    const points = timeline.map((value): Point => {
      if (value === undefined) return undefined;
      return breaches(value, of.ComparisonOperator as Comparison, of.Threshold) ? 'breaching' : 'fine';
    });
    const range = evaluationRange(evaluation);
    const before = minutes(range, undefined) as Point[];
    let state: AlarmState = 'INSUFFICIENT_DATA';
    let isWarm = false;
    return points.map((_, index) => {
      const known = points.slice(0, index + 1);
      isWarm ||= !warmsUp(known, evaluation, warmUp);
      if (isWarm) state = evaluate([...before, ...known].slice(-range), evaluation, state);
      return state;
    });
  }
  const firstAlarm = (trouble: string, timeline: Timeline, changes: Partial<AlarmProperties> = {}) =>
    states({ ...alarm(trouble), ...changes }, timeline).indexOf('ALARM');

  test('have each a period that CloudWatch takes, and page', () => {
    for (const { AlarmName, AlarmActions, Period, Metrics = [] } of alarms()) {
      const periods = [Period ?? [], Metrics.map(({ MetricStat }) => MetricStat?.Period ?? [])].flat(2);
      expect([AlarmName, ...periods.filter((one) => ![10, 20, 30].includes(one) && one % 60 !== 0)]).toEqual([
        AlarmName,
      ]);
      expect(periods).not.toEqual([]);
      expect(AlarmActions).toHaveLength(1);
    }
  });

  describe('at a first deployment', () => {
    const firstSweepAfter = (silent: number) => [...minutes(silent, undefined), ...minutes(60, 1)];

    test.each([0, 1, 4, 9, 12])('page nobody where the first sweep comes after %i minutes', (silent) => {
      expect(firstAlarm('sweep-silent', firstSweepAfter(silent))).toBe(-1);
    });

    test('would page without a warm-up, which is what a warm-up is for', () => {
      expect(
        firstAlarm('sweep-silent', firstSweepAfter(4), {
          WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 0 },
        }),
      ).toBe(0);
    });

    test('page where no sweep ever comes, as soon as they are warm', () => {
      expect(firstAlarm('sweep-silent', minutes(60, undefined))).toBe(14);
    });

    test('page nobody for what has no data yet', () => {
      for (const { AlarmName } of alarms()) {
        const trouble = AlarmName.replace('nightshift-kept-engine-', '');
        if (trouble !== 'sweep-silent')
          expect([trouble, firstAlarm(trouble, minutes(60, undefined))]).toEqual([trouble, -1]);
      }
    });
  });

  test("page when the sweeper falls silent, within the seven minutes of five missing and CloudWatch's range", () => {
    const silentSince = 30;
    const at = firstAlarm('sweep-silent', [...minutes(silentSince, 1), ...minutes(30, undefined)]);
    expect(at).toBeGreaterThan(silentSince);
    expect(at).toBeLessThanOrEqual(silentSince + 7);
  });

  test('page for a consumer that fails on the same letter every three minutes, and not for one failure', () => {
    const failing = Array.from({ length: 20 }, (_, minute) => (minute % 3 === 0 ? 1 : undefined));
    expect(firstAlarm('dead-letters-failing', failing)).toBe(3);
    expect(
      firstAlarm('dead-letters-failing', [1, ...minutes(3, undefined), 0, ...minutes(20, undefined)]),
    ).toBe(-1);
  });

  test('page for letters that are left, waiting or in flight, and not by their age, which leaves out what was received often', () => {
    const { Metrics = [] } = alarm('dead-letters-stuck');
    expect(
      Metrics.map(({ Expression, MetricStat }) => Expression ?? MetricStat?.Metric.MetricName).sort(),
    ).toEqual([
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
      'waiting + inFlight',
    ]);
    expect(firstAlarm('dead-letters-stuck', minutes(20, 1))).toBe(9);
    expect(firstAlarm('dead-letters-stuck', [...minutes(8, 3), 0, ...minutes(8, 3)])).toBe(-1);
    expect(JSON.stringify(alarms())).not.toContain('ApproximateAgeOfOldestMessage');
  });

  test('page for throttles that last, and not for a burst', () => {
    expect(firstAlarm('dead-letters-throttled', minutes(10, 4))).toBe(4);
    expect(firstAlarm('dead-letters-throttled', [...minutes(3, 40), ...minutes(20, 0)])).toBe(-1);
  });

  test('page for a reconciler that fails for a quarter of an hour, and not for one failure', () => {
    expect(alarm('reconcile-failing').Period).toBe(300);
    expect(firstAlarm('reconcile-failing', [0, 1, 2, 1, 1])).toBe(3);
    expect(firstAlarm('reconcile-failing', [0, 1, 1, 0, 1, 1, 0])).toBe(-1);
  });
});
