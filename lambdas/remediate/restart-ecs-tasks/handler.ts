import { ECSClient } from '@aws-sdk/client-ecs';
import { actionLambda, sentOnce } from '../action-lambda.ts';
import action from './action.ts';
import { restartEcsTasks } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: restartEcsTasks({ reads: new ECSClient({}), changes: new ECSClient(sentOnce) }),
});
