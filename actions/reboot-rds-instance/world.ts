import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A Multi-AZ instance that has not been restarted lately. */
export default kitWorld(kit, ({ rds }, { instance }) => rds.instances.put(instance));
