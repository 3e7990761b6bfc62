import { breaker } from './breaker.ts';
import { changeCalendars } from './change-calendars.ts';
import { chronic } from './chronic.ts';
import { cooldown } from './cooldown.ts';
import { massFailure } from './mass-failure.ts';
import { maxRunsPerDay } from './max-runs-per-day.ts';
import { staleAfter } from './stale-after.ts';
import { testPages } from './test-pages.ts';

/** Every guard, in the order in which they are asked: the first that refuses gives the reason. */
export const guards = [
  cooldown,
  maxRunsPerDay,
  breaker,
  chronic,
  massFailure,
  testPages,
  staleAfter,
  changeCalendars,
] as const;
