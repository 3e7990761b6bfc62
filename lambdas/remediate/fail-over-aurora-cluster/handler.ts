import { RDSClient } from '@aws-sdk/client-rds';
import { signed } from '../../shared/on-behalf.ts';
import { actionLambda, sentOnce } from '../action-lambda.ts';
import action from './action.ts';
import { failOverAuroraCluster } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: failOverAuroraCluster({
    reads: signed(new RDSClient({})),
    changes: signed(new RDSClient(sentOnce)),
  }),
});
