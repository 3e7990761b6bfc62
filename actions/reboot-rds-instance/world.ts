import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A Multi-AZ instance that has not been restarted lately. */
export default kitWorld(kit, ({ rds }, { instance }) => rds.instances.put(instance));
