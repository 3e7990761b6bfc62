import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A group of ten of which two are ill. */
export default kitWorld(kit, ({ fleets }, { group, targetGroup }) => fleets.put(group, targetGroup));
