import { RDSClient } from '@aws-sdk/client-rds';
import { defineLook } from '../define-look.ts';
import type { Parameters } from './action.ts';
import { find } from './calls.ts';

export default defineLook<Parameters, RDSClient>({
  client: (settings) => new RDSClient(settings),
  reads: ['rds:DescribeDBClusters'],
  trouble: async ({ cluster: name }, rds) => {
    const found = await find(rds, name);
    if ('refused' in found) return found.refused;
    const members = found.cluster.DBClusterMembers?.length ?? 0;
    return members > 1 ? undefined : `cluster ${name} has no reader to fail over to`;
  },
});
