import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { cluster: 'shop', service: 'web' };

/** A service to which another task definition was deployed a few minutes ago. */
export default kitWorld(kit, ({ ecs }, { cluster, service }) => {
  const its = ecs.put(cluster, service);
  if (its.releases.length < 2) ecs.release(its, 'SUCCESSFUL');
});
