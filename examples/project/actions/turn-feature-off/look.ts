import { SSMClient } from '@aws-sdk/client-ssm';
import { defineLook } from 'nightshift/action';
import type { Parameters } from './action.ts';
import { read } from './calls.ts';

/** What `npx nightshift doctor` asks AWS: whether the feature that a runbook names is there. */
export default defineLook<Parameters, SSMClient>({
  client: (settings) => new SSMClient(settings),
  reads: ['ssm:GetParameter'],
  trouble: async ({ feature }, ssm) => {
    const found = await read(ssm, feature);
    return 'refused' in found ? found.refused : undefined;
  },
});
