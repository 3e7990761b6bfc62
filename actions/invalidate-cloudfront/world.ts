import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  distribution: 'EDFDVBD6EXAMPLE',
  paths: ['/*'],
  originAlarm: 'origin-5xx',
};

/** A distribution that serves, and an origin that is well. */
export default kitWorld(kit, ({ cloudfront, cloudwatch }, { distribution, originAlarm }) => {
  cloudfront.put(distribution);
  if (!cloudwatch.stateOf(originAlarm)) cloudwatch.put({ name: originAlarm, state: 'OK' });
});
