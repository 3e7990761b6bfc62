import { ownPagesOf } from '#core/alarm/own-pages';
import { reasonText } from '#core/reasons/reason';
import { type Check, nameOf, pairs } from '../examination.ts';
import { remark, warning } from '../finding.ts';

/** Alarms that page on their own, or that are silenced. */
export const ownPages: Check = {
  name: 'own-pages',
  about: 'alarms that also page by themselves',
  needs: ['alarms'],
  permissions: () => [],
  run: async ({ adopted }) =>
    pairs(adopted).flatMap(({ alarm, reading, runbook }) => {
      const about = `alarm ${nameOf(alarm)} with runbook ${runbook.id}`;
      if (reading?.silenced) {
        return [
          warning(
            about,
            `Nobody would be told of it, since ${reasonText(reading.silenced)}: its incidents end as suppressed.`,
            'Enable its actions again if it is to count.',
          ),
        ];
      }
      const names = ownPagesOf(alarm)
        .map((arn) => arn.split(':').at(-1))
        .join(', ');
      if (!names) return [];
      return runbook.mode === 'watch'
        ? [
            remark(
              about,
              `It pages by itself (${names}), so that a watch that ends without recovery pages nobody else.`,
            ),
          ]
        : [
            warning(
              about,
              `It also pages by itself at once (${names}), before Nightshift has tried anything.`,
              'Take its own action away once the runbook has earned trust, or delay it; leave it as long as you watch.',
            ),
          ];
    }),
};
