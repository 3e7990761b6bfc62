import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A distribution that serves, and an origin that is well. */
export default kitWorld(kit, ({ cloudfront, cloudwatch }, { distribution, originAlarm }) => {
  cloudfront.put(distribution);
  if (!cloudwatch.stateOf(originAlarm)) cloudwatch.put({ name: originAlarm, state: 'OK' });
});
