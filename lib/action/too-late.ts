import type { ActionContext, Refusal } from '#core/action/action-handler';
import { because } from '#core/reasons/reason';
import { clockTime, iso } from '#core/time';
import { refusalFor } from './reasons.ts';

/**
 * A refusal if the worker's time is over. While a worker was frozen past its timeout, the next step may have acted, or a person
 * may have been paged. Checked last, right before each changing call.
 */
export const tooLate = ({ now, until }: ActionContext): Refusal | undefined =>
  until !== undefined && iso(now()) > until
    ? refusalFor(because('too-late', { until: clockTime(until) }))
    : undefined;
