import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { cluster: 'shop', service: 'web', factor: 2, atMostTasks: 8 };

/** A service of two tasks, with a scalable target of two to ten. */
export default kitWorld(kit, ({ ecs, scaling }, { cluster, service }) => {
  ecs.put(cluster, service);
  scaling.put(cluster, service);
});
