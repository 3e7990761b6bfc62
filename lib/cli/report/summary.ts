import type { Listed } from '../commands/incidents.ts';
import { durations, took } from './arithmetic.ts';
import { type Nights, nightsIn, type Page } from './pages.ts';

/** A month in the figures that a lead asks for. */
export interface Summary {
  readonly month: string;
  readonly incidents: number;
  /** Incidents in which a step acted and the alarm recovered. */
  readonly fixes: number;
  /** Alarms that these ended, including those that joined a fix. */
  readonly ended: number;
  readonly pages: number;
  readonly nights: Nights;
  /** From the alarm to the verdict `healed`, in seconds. @default - nothing was healed */
  readonly healedWithin: number | null;
}

/** @param pages also those of the month before, in which the first night begins */
export function summaryOf(
  month: string,
  incidents: readonly Listed[],
  pages: readonly Page[],
  now: Date,
): Summary {
  const healed = incidents.filter(({ verdict }) => verdict === 'healed');
  return {
    month,
    incidents: incidents.length,
    fixes: healed.filter(({ answer }) => answer === 'act').length,
    ended: healed.filter(({ answer }) => answer === 'act' || answer === 'join').length,
    pages: pages.filter(({ at }) => at.startsWith(month)).length,
    nights: nightsIn(month, pages, now),
    healedWithin: durations(healed.flatMap((one) => took(one) ?? [])).median,
  };
}

/** How many incidents of each verdict began on each day of a month. */
export interface Day {
  readonly day: string;
  readonly verdicts: Readonly<Record<string, number>>;
}

export function daysOf(month: string, incidents: readonly Listed[]): Day[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const byDay = Map.groupBy(incidents, ({ since }) => since.slice(0, 10));
  return Array.from({ length: new Date(Date.UTC(year, number, 0)).getUTCDate() }, (_, index) => {
    const day = `${month}-${String(index + 1).padStart(2, '0')}`;
    const verdicts: Record<string, number> = {};
    for (const { verdict = 'open' } of byDay.get(day) ?? []) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    return { day, verdicts };
  });
}
