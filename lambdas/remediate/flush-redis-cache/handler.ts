import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { actionLambda } from '../action-lambda.ts';
import action from './action.ts';
import { flushRedisCache } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: flushRedisCache({ elasticache: new ElastiCacheClient({}), secrets: new SecretsManagerClient({}) }),
});
