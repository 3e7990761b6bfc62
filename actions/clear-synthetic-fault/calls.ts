import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ActionHandler } from '#core/action/action-handler';
import { putFault } from '#core/runbook/synthetic';
import type { Parameters } from './action.ts';

type Seen = Readonly<Record<string, never>>;

/** There is nothing to look at: the alarm itself shows the fault, and reporting twice that it is gone does no harm. */
export const clearSyntheticFault = (cloudwatch: CloudWatchClient): ActionHandler<Parameters, Seen> => ({
  preflight: async () => ({
    ready: true,
    intends: 'Report that the synthetic fault is gone.',
    before: { fault: 1 },
    evidence: {},
    seen: {},
  }),
  act: async ({ environment }, _seen, { now }) => {
    await putFault(cloudwatch, environment, 0, now());
    return { did: 'Reported that the synthetic fault is gone.', after: { fault: 0 } };
  },
});
