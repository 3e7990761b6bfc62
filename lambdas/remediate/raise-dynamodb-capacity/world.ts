import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A table with provisioned capacity below the cap. */
export default kitWorld(kit, ({ tables }, { table }) => tables.put(table));
