import type { AnyAlarm } from '../../../lambdas/shared/alarm.ts';
import { type Check, nameOf, pairs } from '../examination.ts';
import { warning } from '../finding.ts';

/** Alarms that are not one metric against one number: what of Nightshift's care does not reach them. */
export const kinds: Check = {
  name: 'kinds',
  about: 'composite alarms, and alarms over several series',
  needs: ['alarms'],
  permissions: () => [],
  run: async ({ adopted }) =>
    pairs(adopted).flatMap(({ alarm, reading, runbook }) => {
      const about = `alarm ${nameOf(alarm)} with runbook ${runbook.id}`;
      const kind = kindOf(alarm);
      if (kind) return [warning(about, kind.found, kind.fix)];
      return reading && 'uncheckable' in reading.data
        ? [
            warning(
              about,
              `Its state is believed as it stands: ${reading.data.uncheckable}.`,
              'Whoever may set its state can start the runbook: see docs/security.md.',
            ),
          ]
        : [];
    }),
};

function kindOf(alarm: AnyAlarm): { found: string; fix: string } | undefined {
  const queries = (alarm.Metrics ?? []).map(({ Expression = '' }) => Expression);
  if (queries.some((text) => /^\s*select\b[\s\S]*\bgroup\s+by\b/i.test(text))) {
    return {
      found:
        'It watches many series at once: its state change does not say which of them breaches, and another one that follows changes no state.',
      fix: 'Make an alarm for each series, which names its target in its dimensions.',
    };
  }
  if (queries.some((text) => /^\s*select\b/i.test(text))) {
    return {
      found:
        'It watches a Metrics Insights query, which looks at no more than the last hours of its metrics.',
      fix: 'Prefer an alarm on the metric itself where there is one.',
    };
  }
  return alarm.Metrics === undefined && alarm.MetricName === undefined
    ? {
        found:
          'It is a composite alarm: it has no timing and no data of its own, so neither `verifyWithin` nor its state can be checked against it, and it has no dimension that `fromAlarm` could read.',
        fix: 'Adopt the alarms below it, or give the steps the longest time that those need.',
      }
    : undefined;
}
