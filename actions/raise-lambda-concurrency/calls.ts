import { reasonsOf } from '#action/reasons';
import { concurrencyCalls } from '#action/services/lambda-concurrency';
import action from './action.ts';

/*
 * The window that remains: someone may reserve another number between the second look and the call. Lambda takes no
 * precondition.
 */

const reason = reasonsOf(action);

export default concurrencyCalls(action, {
  against: (reserved, its) => {
    if (reserved === 'none') return { refuse: reason('not-limited', its) };
    return reserved >= its.to ? { refuse: reason('not-higher', { ...its, reserved }) } : undefined;
  },
  intends: (reserved, its) =>
    `Let ${its.to} invocations of ${its.function} run at once instead of ${reserved}.`,
  did: (reserved, its) => `Raised the reserved concurrency of ${its.function} from ${reserved} to ${its.to}.`,
});
