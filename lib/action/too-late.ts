import type { ActionContext, Refusal } from '#core/action/action-handler';
import { clockTime, iso } from '#core/time';

/**
 * A worker that stood still past its own time-out wakes up in another world: the step after it may have acted, a person may
 * have been paged. Asked last, right before each changing call, after whatever was re-read.
 */
export const tooLate = ({ now, until }: ActionContext): Refusal | undefined =>
  until !== undefined && iso(now()) > until
    ? { refused: `its worker slept past its own time-out, ${clockTime(until)}` }
    : undefined;
