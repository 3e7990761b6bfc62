import { kitCalls } from '#action/calls';
import { concurrencyCalls, setConcurrency, tooLittleLeft } from '#action/lambda-concurrency';
import { reasonsOf } from '#action/reasons';
import action, { type Parameters } from './action.ts';

/* The window that remains: somebody who reserves another number between the second look and the call. Lambda has no precondition. */

const reason = reasonsOf(action);

export default kitCalls(action, {
  ...concurrencyCalls<Parameters>(),

  judge: (found, its) => {
    const { to, allowZero = false } = its;
    if (!found) return { never: reason('no-such-function', its) };
    if (to === 0 && !allowZero) return { never: reason('zero-not-allowed', its) };
    const { reserved } = found;
    if (reserved !== undefined && reserved <= to)
      return { refuse: reason('not-lower', { ...its, reserved, to }) };
    const short = tooLittleLeft(found, to);
    if (short) return { refuse: reason('too-little-left', { ...its, ...short }) };
    return {
      intends: `Let at most ${to} invocations of ${its.function} run at once.`,
      before: { reserved: reserved ?? 'none' },
      evidence: { unreserved: found.unreserved },
      pin: { reserved: reserved ?? ('none' as const) },
    };
  },

  change: async (its, _agreed, send) => {
    await setConcurrency(its.function, its.to, send);
    return {
      did: `Limited ${its.function} to ${its.to} concurrent executions.`,
      after: { reserved: its.to },
    };
  },
});
