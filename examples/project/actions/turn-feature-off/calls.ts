import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ifThere, kitCalls, reasonsOf } from 'nightshift/action';
import action from './action.ts';

const reason = reasonsOf(action);

/** What the action does. It is observed and judged twice: before the plan is written, and again right before the change. */
export default kitCalls(action, {
  clients: { ssm: SSMClient },

  observe: async ({ feature }, read) => {
    const found = await ifThere(read(new GetParameterCommand({ Name: feature })), 'ParameterNotFound');
    const { Value: value, Version: version } = found?.Parameter ?? {};
    return value === undefined || version === undefined ? undefined : { value, version };
  },

  judge: (found, { feature }) => {
    if (!found) return { never: reason('no-such-feature', { feature }) };
    const { value, version } = found;
    if (value !== 'on') return { refuse: reason('not-on', { feature, value }) };
    return {
      intends: `Turn ${feature} off.`,
      before: { value },
      evidence: { version },
      // If someone writes the parameter between the two looks, nothing is changed.
      pin: { version },
    };
  },

  change: async ({ feature }, _agreed, send) => {
    await send(new PutParameterCommand({ Name: feature, Value: 'off', Overwrite: true }));
    return { did: `Turned ${feature} off.`, after: { value: 'off' } };
  },
});
