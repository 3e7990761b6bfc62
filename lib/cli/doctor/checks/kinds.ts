import type { AlarmReading } from '#core/alarm/alarm';
import { type Check, nameOf, pairs } from '../examination.ts';
import { warning } from '../finding.ts';

/** Alarms that do not compare one metric with one number: what Nightshift can't check about them. */
export const kinds: Check = {
  name: 'kinds',
  about: 'alarms whose timing, data or target Nightshift cannot read',
  needs: ['alarms'],
  permissions: () => [],
  run: async ({ adopted }) =>
    pairs(adopted).flatMap(({ alarm, reading, runbook }) => {
      const about = `alarm ${nameOf(alarm)} with runbook ${runbook.id}`;
      const trouble = alarm.EvaluationState;
      return [
        ...(reading ? limitsOf(reading).map(({ found, fix }) => warning(about, found, fix)) : []),
        ...(trouble
          ? [
              warning(
                about,
                `CloudWatch can't evaluate it as it should (${trouble}): ${alarm.StateReason ?? 'no reason given'}.`,
                'Correct its query, or the permissions that it reads with; see EvaluationState in DescribeAlarms.',
              ),
            ]
          : []),
      ];
    }),
};

interface Limitation {
  readonly found: string;
  readonly fix: string;
}

/** An alarm of an unknown kind is never acted on, which `timing` reports. */
function limitsOf(reading: AlarmReading): Limitation[] {
  const { kind, manySeries, timing, data } = reading;
  if (kind === 'unknown') return [];
  return [
    ...(manySeries ? [several] : []),
    ...(kind === 'insights' && !manySeries ? [insights] : []),
    ...(kind === 'composite' ? [composite] : timing ? [] : [untimed]),
    ...('uncheckable' in data && kind !== 'composite' ? [believed(data.uncheckable)] : []),
  ];
}

const several: Limitation = {
  found:
    'It watches many series at once: its state change does not say which of them breaches, another one that follows changes no state, and one that goes silent counts as recovered.',
  fix: 'Make an alarm for each series, which names its target in its dimensions.',
};

const insights: Limitation = {
  found: 'It watches a Metrics Insights query, which looks at no more than the last hours of its metrics.',
  fix: 'Prefer an alarm on the metric itself where there is one.',
};

const composite: Limitation = {
  found:
    'It is a composite alarm: it has no timing and no data of its own, so neither `verifyWithin` nor its state can be checked against it, and it has no dimension that `fromAlarm` could read. Each step waits as long as its `verifyWithin` says.',
  fix: 'Adopt the alarms below it, or give the steps the longest time that those need.',
};

const untimed: Limitation = {
  found:
    'How fast it can be OK again cannot be known from its description. Each step waits as long as its `verifyWithin` says.',
  fix: 'Give the alarm a period (a log alarm: a `rate(…)` schedule), or give the steps the longest time that it may need.',
};

const believed = (uncheckable: string): Limitation => ({
  found: `Nightshift cannot check its state against data: ${uncheckable}.`,
  fix: 'Anyone who may set its state can start the runbook: see docs/security.md.',
});
