import { kitCalls } from '#action/calls';
import { concurrencyCalls, setConcurrency, tooLittleLeft } from '#action/lambda-concurrency';
import { reasonsOf } from '#action/reasons';
import action, { type Parameters } from './action.ts';

/* The window that remains: somebody who reserves another number between the second look and the call. Lambda has no precondition. */

const reason = reasonsOf(action);

export default kitCalls(action, {
  ...concurrencyCalls<Parameters>(),

  judge: (found, its) => {
    const { to } = its;
    if (!found) return { never: reason('no-such-function', its) };
    const { reserved } = found;
    if (reserved === undefined) return { refuse: reason('not-limited', its) };
    if (reserved >= to) return { refuse: reason('not-higher', { ...its, reserved, to }) };
    const short = tooLittleLeft(found, to);
    if (short) return { refuse: reason('too-little-left', { ...its, ...short }) };
    return {
      intends: `Let ${to} invocations of ${its.function} run at once instead of ${reserved}.`,
      before: { reserved },
      evidence: { unreserved: found.unreserved },
      pin: { reserved },
    };
  },

  change: async (its, { pin }, send) => {
    await setConcurrency(its.function, its.to, send);
    return {
      did: `Raised the reserved concurrency of ${its.function} from ${pin.reserved} to ${its.to}.`,
      after: { reserved: its.to },
    };
  },
});
