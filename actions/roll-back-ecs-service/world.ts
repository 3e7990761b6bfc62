import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A service to which another task definition was deployed a few minutes ago. */
export default kitWorld(kit, ({ ecs }, { cluster, service }) => {
  const its = ecs.put(cluster, service);
  if (its.releases.length < 2) ecs.release(its, 'SUCCESSFUL');
});
