import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { signed } from '../../shared/on-behalf.ts';
import { actionLambda } from '../action-lambda.ts';
import action from './action.ts';
import { flushRedisCache } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: flushRedisCache({
    elasticache: signed(new ElastiCacheClient({})),
    secrets: signed(new SecretsManagerClient({})),
  }),
});
