import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { actionLambda } from '#action/run/action-lambda';
import { withUserAgent } from '#core/aws/on-behalf';
import action from './action.ts';
import { flushRedisCache } from './calls.ts';

export const handler = actionLambda({
  action,
  handler: flushRedisCache({
    elasticache: withUserAgent(new ElastiCacheClient({})),
    secrets: withUserAgent(new SecretsManagerClient({})),
  }),
});
