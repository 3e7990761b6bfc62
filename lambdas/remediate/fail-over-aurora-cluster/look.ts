import { RDSClient } from '@aws-sdk/client-rds';
import { defineLook } from '../define-look.ts';
import type { Parameters } from './action.ts';
import { find, instancesOf, whyNever } from './calls.ts';
import { membersOf } from './members.ts';

export default defineLook<Parameters, RDSClient>({
  client: (settings) => new RDSClient(settings),
  reads: ['rds:DescribeDBClusters', 'rds:DescribeDBInstances'],
  trouble: async (parameters, rds) => {
    const found = await find(rds, parameters.cluster);
    if ('refused' in found) return found.refused;
    return whyNever(found, membersOf(found.cluster, await instancesOf(rds, parameters.cluster)), parameters);
  },
});
