import { ECSClient } from '@aws-sdk/client-ecs';
import { signed } from '../../shared/on-behalf.ts';
import { actionLambda, sentOnce } from '../action-lambda.ts';
import action from './action.ts';
import { restartEcsTasks } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: restartEcsTasks({ reads: signed(new ECSClient({})), changes: signed(new ECSClient(sentOnce)) }),
});
