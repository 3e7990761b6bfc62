import { SSMClient } from '@aws-sdk/client-ssm';
import { actionLambda, sentOnce, signed } from 'nightshift/action';
import action from './action.ts';
import { turnFeatureOff } from './calls.ts';

/** The Lambda that Nightshift makes of the action. */
export const handler = actionLambda({
  action,
  handler: turnFeatureOff({ reads: signed(new SSMClient({})), changes: signed(new SSMClient(sentOnce)) }),
});
