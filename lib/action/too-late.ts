import type { ActionContext, Refusal } from '#core/action/action-handler';
import { because } from '#core/reasons/reason';
import { clockTime, iso } from '#core/time';
import { refusalFor } from './reasons.ts';

/**
 * A worker that stood still past its own timeout wakes up in another world: the step after it may have acted, a person may
 * have been paged. Asked last, right before each changing call, after whatever was re-read.
 */
export const tooLate = ({ now, until }: ActionContext): Refusal | undefined =>
  until !== undefined && iso(now()) > until
    ? refusalFor(because('too-late', { until: clockTime(until) }))
    : undefined;
