import { RDSClient } from '@aws-sdk/client-rds';
import { actionLambda, sentOnce } from '../action-lambda.ts';
import action from './action.ts';
import { failOverAuroraCluster } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: failOverAuroraCluster({ reads: new RDSClient({}), changes: new RDSClient(sentOnce) }),
});
