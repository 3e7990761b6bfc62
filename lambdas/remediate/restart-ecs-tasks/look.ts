import { ECSClient } from '@aws-sdk/client-ecs';
import { defineLook } from '../define-look.ts';
import type { Parameters } from './action.ts';
import { definitionOf, describe, findService } from './calls.ts';
import { whyNever } from './service.ts';

export default defineLook<Parameters, ECSClient>({
  client: (settings) => new ECSClient(settings),
  reads: ['ecs:DescribeServices', 'ecs:DescribeTaskDefinition'],
  trouble: async (parameters, ecs) => {
    const found = findService(await describe(ecs, parameters), parameters);
    if ('refused' in found) return found.refused;
    return whyNever(found.service, await definitionOf(ecs, found.service), parameters);
  },
});
