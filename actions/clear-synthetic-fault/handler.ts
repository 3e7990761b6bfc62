import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { actionLambda, sentOnce } from '#action/run/action-lambda';
import { withUserAgent } from '#core/aws/on-behalf';
import action from './action.ts';
import { clearSyntheticFault } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: clearSyntheticFault(withUserAgent(new CloudWatchClient(sentOnce))),
});
