import { ECSClient } from '@aws-sdk/client-ecs';
import { defineLook } from '../define-look.ts';
import type { Parameters } from './action.ts';
import { describe, findService } from './calls.ts';
import { whyNever } from './service.ts';

export default defineLook<Parameters, ECSClient>({
  client: (settings) => new ECSClient(settings),
  reads: ['ecs:DescribeServices'],
  trouble: async (parameters, ecs) => {
    const found = findService(await describe(ecs, parameters), parameters);
    return 'refused' in found ? found.refused : whyNever(found.service, parameters);
  },
});
