import { night } from '#core/night';
import { rounded } from './figures.ts';
import type { Report } from './gather.ts';
import type { Summary } from './summary.ts';

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** What a lead shows to a boss, a sentence each, with the month before in brackets. */
export function headlines({ summary, before, credit }: Report): string[] {
  const { fixes, ended, pages, nights } = summary;
  const { earned, healed, unjudged } = credit;
  return [
    `${many(fixes, 'fix', 'fixes')} ended ${many(ended, 'alarm')} without a person${than(before, (its) => `${its.fixes} and ${its.ended}`)}.`,
    `${nights.undisturbed} of ${many(nights.count, 'night')} undisturbed, from ${night.from}:00 to 0${night.to}:00 by each owner's clock${than(before, (its) => `${its.nights.undisturbed} of ${its.nights.count}`)}.`,
    `${many(pages, 'page')} rang, ${nights.pages} of them in the night${than(before, (its) => `${its.pages} and ${its.nights.pages}`)}.`,
    ...(healed > 0
      ? [
          `We can prove ${rounded(earned)} of ${healed} healed${unjudged > 0 ? `; ${unjudged} ${unjudged === 1 ? 'was' : 'were'} never watched` : ''}.`,
        ]
      : []),
  ];
}

const than = (before: Summary | undefined, say: (before: Summary) => string): string =>
  before ? ` (${before.month}: ${say(before)})` : '';
