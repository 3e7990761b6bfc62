import { type Check, nameOf } from '../examination.ts';
import { problem } from '../finding.ts';

/** An alarm that two runbooks adopt starts both: one acts, the other joins it or acts after it. */
export const twice: Check = {
  name: 'twice',
  about: 'no alarm is adopted by two runbooks',
  needs: ['alarms'],
  permissions: () => [],
  run: async ({ adopted = [] }) =>
    adopted
      .filter(({ by }) => by.length > 1)
      .map(({ alarm, by }) =>
        problem(
          `alarm ${nameOf(alarm)}`,
          `It is adopted by ${by.map(({ runbook, way }) => `${runbook.id} (by ${way})`).join(' and ')}.`,
          'Narrow the names, prefixes or patterns until one runbook is left, or take the tag off the alarm.',
        ),
      ),
};
