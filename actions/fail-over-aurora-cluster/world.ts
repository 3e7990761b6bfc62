import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** Aurora clusters of a writer and two readers. */
export default kitWorld(kit, ({ rds }, { cluster }) => rds.put(cluster));
