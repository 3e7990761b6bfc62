import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A table with provisioned capacity below the cap. */
export default kitWorld(kit, ({ tables }, { table }) => tables.put(table));
