import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A target group with ten targets and the instance among them. */
export default kitWorld(kit, ({ fleets }, { targetGroup, instance }) => {
  fleets.put('behind', targetGroup);
  fleets.group('behind').health.set(instance, 'unhealthy');
});
