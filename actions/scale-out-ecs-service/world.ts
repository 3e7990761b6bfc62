import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A service of two tasks, with a scalable target of two to ten. */
export default kitWorld(kit, ({ ecs, scaling }, { cluster, service }) => {
  ecs.put(cluster, service);
  scaling.put(cluster, service);
});
