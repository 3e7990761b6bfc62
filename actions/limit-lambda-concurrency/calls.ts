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
    const { to, allowZero = false } = its;
    if (to === 0 && !allowZero) return { never: reason('zero-not-allowed', its) };
    return reserved !== 'none' && reserved <= to
      ? { refuse: reason('not-lower', { ...its, reserved }) }
      : undefined;
  },
  intends: (_reserved, its) => `Let at most ${its.to} invocations of ${its.function} run at once.`,
  did: (_reserved, its) => `Limited ${its.function} to ${its.to} concurrent executions.`,
});
