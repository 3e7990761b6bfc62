import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A service on which a deployment of another task definition is in progress. */
export default kitWorld(kit, ({ ecs }, { cluster, service }) => {
  const its = ecs.put(cluster, service);
  if (its.releases.length < 2) ecs.release(its, 'IN_PROGRESS');
});
