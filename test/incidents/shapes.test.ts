import { hushed } from '../support/scenes.ts';
import '#testing/matchers';
import literal from '#runbooks/checkout-api-errors';
import reading from '#runbooks/web-service-hung';
import { type RehearseOptions, rehearse } from '#testing/rehearse';
import type { AlarmSetup, Shape } from '#testing/world/cloudwatch';

hushed();

/** A night whose alarm CloudWatch evaluates itself, described in this shape; the first step helps. */
const night = (runbook: typeof literal, alarm: Partial<AlarmSetup>, more: RehearseOptions = {}) =>
  rehearse(runbook, { healsAt: 1, mode: 'auto', alarm, ...more });

describe('a whole night on an alarm', () => {
  test.each<[string, Partial<AlarmSetup>]>([
    ['on one metric', { shape: 'metric' }],
    ['on one metric in `Metrics`', { shape: 'labelled' }],
    ['on metric math', { shape: 'math' }],
    ['on an anomaly band', { shape: 'band' }],
    ['by the wall clock', { wallClock: 'Asia/Kolkata' }],
    ['of ten seconds', { period: 10, evaluationPeriods: 3, datapointsToAlarm: 2 }],
    ['of a query of logs', { shape: 'log' }],
    ['that is composite', { shape: 'composite' }],
  ])('%s ends healed, by what its data say', async (_, alarm) => {
    const ended = await night(literal, alarm);
    expect(ended).toHeal('restart-ecs-tasks');
    expect(ended).toLeaveNothingBehind();
  });

  test.each<[string, Partial<AlarmSetup>]>([
    ['over several services', { shape: 'insights' }],
    ['of PromQL', { shape: 'promql' }],
  ])('%s ends with a page where silence would be its recovery', async (_, alarm) => {
    const ended = await night(literal, alarm);
    expect(ended).toPage({ saying: 'counts a series that goes silent as recovered' });
    expect(ended).toHaveTried();
  });

  test.each<[string, Partial<AlarmSetup>, string]>([
    ['is of another account', { metricAccount: '999999999999' }, 'is of the account 999999999999'],
    ['is of several services', { shape: 'insights' }, 'a Metrics Insights query names no one target'],
    ['is of alarms', { shape: 'composite' }, 'a composite alarm has none'],
  ])('whose target would be read off what %s ends with a page', async (_, alarm, saying) => {
    const ended = await night(reading, alarm);
    expect(ended).toPage({ saying });
    expect(ended).toHaveTried();
  });

  test.each<Shape>(['labelled', 'math', 'band'])(
    'whose target is read off the metric of %s ends healed',
    async (shape) => {
      expect(await night(reading, { shape })).toHeal('restart-ecs-tasks');
    },
  );
});
