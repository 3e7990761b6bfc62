import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** Aurora clusters of a writer and two readers. */
export default kitWorld(kit, ({ rds }, { cluster }) => rds.put(cluster));
