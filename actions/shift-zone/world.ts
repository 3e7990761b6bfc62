import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  loadBalancer:
    'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop/0123456789abcdef',
  awayFrom: 'euc1-az1',
  minutes: 120,
  capacityAlarm: 'shop-without-a-zone',
};

/** A load balancer in three zones, and room in them. */
export default kitWorld(kit, ({ zones, cloudwatch }, { loadBalancer, awayFrom, capacityAlarm }) => {
  zones.put(loadBalancer, awayFrom);
  if (!cloudwatch.stateOf(capacityAlarm)) cloudwatch.put({ name: capacityAlarm, state: 'OK' });
});
