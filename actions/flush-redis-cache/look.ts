import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { defineLook } from '#action/define-look';
import type { Parameters } from './action.ts';
import { findCache } from './discover.ts';

/** By the ElastiCache service: the cache itself is reached from its own network only. */
export default defineLook<Parameters, ElastiCacheClient>({
  client: (settings) => new ElastiCacheClient(settings),
  reads: ['elasticache:DescribeReplicationGroups'],
  trouble: async ({ cache: name, passwordSecret }, elasticache) => {
    const cache = await findCache(elasticache, name);
    if ('refused' in cache) return cache.refused;
    return cache.needsPassword && !passwordSecret
      ? `replication group ${name} asks for a password, and the step has no passwordSecret`
      : undefined;
  },
});
