import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { defineLook } from '#action/define-look';
import type { Parameters } from './action.ts';
import { findCache } from './discover.ts';
import { refuse } from './refuse.ts';

/** Asks only the ElastiCache service, since the cache itself can be reached only from its own network. */
export default defineLook<Parameters, ElastiCacheClient>({
  client: (settings) => new ElastiCacheClient(settings),
  reads: ['elasticache:DescribeReplicationGroups'],
  trouble: async ({ cache: name, passwordSecret }, elasticache) => {
    const cache = await findCache(elasticache, name);
    if ('refused' in cache) return cache.refused;
    return cache.needsPassword && !passwordSecret ? refuse('password-needed', { name }).refused : undefined;
  },
});
