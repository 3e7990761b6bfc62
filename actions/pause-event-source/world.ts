import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { mapping: '0a1b2c3d-0000-4000-8000-123456789012', queue: 'orders' };

/** A queue that keeps messages for four days, polled by a function. */
export default kitWorld(kit, ({ lambda, sqs }, { mapping, queue }) => {
  sqs.put(queue, `${queue}-dead`);
  lambda.putMapping(mapping, sqs.queue(queue).arn);
});
