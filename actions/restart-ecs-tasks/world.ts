import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { cluster: 'shop', service: 'web', restart: 'rolling' };

/** A service with one task more than it needs. One is unhealthy if only unhealthy ones are restarted. */
export default kitWorld(kit, ({ ecs }, { cluster, service, restart, minimumHealthy = 1 }) => {
  const { tasks } = ecs.put(cluster, service, Math.max(2, minimumHealthy + 1));
  const [first] = tasks;
  if (restart === 'unhealthy-tasks-only' && first) first.healthStatus = 'UNHEALTHY';
});
