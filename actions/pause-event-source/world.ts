import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A queue that keeps messages for four days, polled by a function. */
export default kitWorld(kit, ({ lambda, sqs }, { mapping, queue }) => {
  sqs.put(queue, `${queue}-dead`);
  lambda.putMapping(mapping, sqs.queue(queue).arn);
});
