/** Every guard. */
export { breaker } from './breaker.ts';
export { changeCalendars } from './change-calendars.ts';
export { chronic } from './chronic.ts';
export { cooldown } from './cooldown.ts';
export { dependsOn } from './depends-on.ts';
export { massFailure } from './mass-failure.ts';
export { maxRunsPerDay } from './max-runs-per-day.ts';
export { requireDrill } from './require-drill.ts';
export { staleAfter } from './stale-after.ts';
export { testPages } from './test-pages.ts';
