import { night } from '#core/night';
import { rounded } from './figures.ts';
import type { Report } from './gather.ts';
import type { Summary } from './summary.ts';

/** One figure that a team lead reports. Together its parts read as a sentence. */
export interface Headline {
  /** What comes before the figure. @default - it begins with the figure */
  readonly lead?: string;
  readonly figure: string;
  readonly text: string;
  /** The same for the month before, `2026-02: 5 and 9`. @default - nothing is on record for it */
  readonly before?: string;
}

const counted = (count: number, one: string, more = `${one}s`): string => (count === 1 ? one : more);

export function headlines({ summary, before, credit }: Report): Headline[] {
  const { fixes, ended, pages, nights } = summary;
  const { earned, healed, unjudged } = credit;
  return [
    {
      figure: String(fixes),
      text: `${counted(fixes, 'fix', 'fixes')} ended ${ended} ${counted(ended, 'alarm')} without a person`,
      ...than(before, (its) => `${its.fixes} and ${its.ended}`),
    },
    {
      figure: `${nights.undisturbed} of ${nights.count}`,
      text: `${counted(nights.count, 'night')} undisturbed, from ${night.from}:00 to 0${night.to}:00 by each owner's clock`,
      ...than(before, (its) => `${its.nights.undisturbed} of ${its.nights.count}`),
    },
    {
      figure: String(pages),
      text: `${counted(pages, 'page')} rang, ${nights.pages} of them in the night`,
      ...than(before, (its) => `${its.pages} and ${its.nights.pages}`),
    },
    ...(healed > 0
      ? [
          {
            lead: 'We can prove',
            figure: `${rounded(earned)} of ${healed}`,
            text: `healed that would not have recovered alone${unjudged > 0 ? `; ${unjudged} ${unjudged === 1 ? 'was' : 'were'} never watched` : ''}`,
          },
        ]
      : []),
  ];
}

/** `12 fixes ended 23 alarms without a person (2026-02: 9 and 14).` */
export const sentence = ({ lead, figure, text, before }: Headline): string =>
  `${lead ? `${lead} ` : ''}${figure} ${text}${before ? ` (${before})` : ''}.`;

const than = (before: Summary | undefined, say: (before: Summary) => string): Pick<Headline, 'before'> =>
  before ? { before: `${before.month}: ${say(before)}` } : {};
