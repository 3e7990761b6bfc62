import * as beginning from './beginning.ts';
import * as ending from './ending.ts';
import type { Explanation } from './explanation.ts';
import * as middle from './steps.ts';

/** A runbook in sentences: Markdown that also reads well in a terminal. */
export const explained = (explanation: Explanation): string =>
  [
    beginning.introduction,
    beginning.start,
    beginning.mode,
    middle.steps,
    middle.recovered,
    middle.guards,
    ending.whoIsTold,
    ending.duration,
    ending.permissions,
  ]
    .map((section) => section(explanation).join('\n'))
    .join('\n\n');
