import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  deadLetterQueue: 'orders-dead',
  queue: 'orders',
  consumerAlarm: 'orders-consumer',
};

/** A dead-letter queue that does not grow, and a consumer that works. */
export default kitWorld(kit, ({ sqs, cloudwatch }, { queue, deadLetterQueue, consumerAlarm }) => {
  sqs.put(queue, deadLetterQueue);
  if (!cloudwatch.stateOf(consumerAlarm)) cloudwatch.put({ name: consumerAlarm, state: 'OK' });
});
