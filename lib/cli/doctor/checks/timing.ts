import { unfitAlarm } from '#core/alarm/fit';
import { planSteps } from '#core/incident/plan';
import { reasonText } from '#core/reasons/reason';
import { type Check, nameOf, pairs, severityFor } from '../examination.ts';

/** Why Admit would not act on an alarm, found in advance by the same functions. */
export const timing: Check = {
  name: 'timing',
  about: 'each alarm can be OK again while a step waits for it, and names targets that are allowed',
  needs: ['alarms'],
  permissions: () => [],
  run: async ({ adopted, place, actions }) =>
    pairs(adopted).flatMap(({ alarm, reading, runbook }) => {
      if (!reading) return [];
      const about = `alarm ${nameOf(alarm)} with runbook ${runbook.id}`;
      const severity = severityFor(runbook);
      const unfit = unfitAlarm(reading, runbook);
      const plan = planSteps(runbook, reading, place, actions);
      return [
        ...(unfit
          ? [
              {
                severity,
                about,
                found: `It would not be acted on: ${reasonText(unfit)}.`,
                fix: reading.unknown
                  ? 'Update Nightshift, or adopt an alarm of another kind.'
                  : "Give the steps a longer `verifyWithin` (or `recovered` a longer `holdFor` or an `andMetric`), or change the alarm's period, evaluation periods or missing data.",
              },
            ]
          : []),
        ...('noPlan' in plan
          ? [
              {
                severity,
                about,
                found: `It would not be acted on: ${reasonText(plan.noPlan)}.`,
                fix: 'Adopt only alarms that name a target, or extend what `fromAlarm` allows.',
              },
            ]
          : []),
      ];
    }),
};
