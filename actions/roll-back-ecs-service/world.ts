import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A service to which another task definition was deployed a few minutes ago. */
export default kitWorld(kit, ({ ecs }, { cluster, service }) => {
  const its = ecs.put(cluster, service);
  if (its.releases.length < 2) ecs.release(its, 'SUCCESSFUL');
});
