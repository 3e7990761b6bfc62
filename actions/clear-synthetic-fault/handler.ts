import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { signed } from '../../shared/on-behalf.ts';
import { actionLambda, sentOnce } from '../action-lambda.ts';
import action from './action.ts';
import { clearSyntheticFault } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: clearSyntheticFault(signed(new CloudWatchClient(sentOnce))),
});
