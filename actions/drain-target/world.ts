import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  targetGroup: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef',
  instance: 'i-0123456789abcdef0',
  atLeastHealthy: 5,
};

/** A target group with ten targets and the instance among them. */
export default kitWorld(kit, ({ fleets }, { targetGroup, instance }) => {
  fleets.put('behind', targetGroup);
  fleets.group('behind').health.set(instance, 'unhealthy');
});
