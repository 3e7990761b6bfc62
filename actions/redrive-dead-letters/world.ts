import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A dead-letter queue that does not grow, and a consumer that works. */
export default kitWorld(kit, ({ sqs, cloudwatch }, { queue, deadLetterQueue, consumerAlarm }) => {
  sqs.put(queue, deadLetterQueue);
  if (!cloudwatch.stateOf(consumerAlarm)) cloudwatch.put({ name: consumerAlarm, state: 'OK' });
});
