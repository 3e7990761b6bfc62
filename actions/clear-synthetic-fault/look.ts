import { defineLook } from '#action/define-look';
import type { Parameters } from './action.ts';

/** There is nothing to ask: a metric exists as soon as someone publishes to it. */
export default defineLook<Parameters, undefined>({
  client: () => undefined,
  reads: [],
  trouble: async () => undefined,
});
