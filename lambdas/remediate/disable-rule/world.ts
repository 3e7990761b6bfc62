import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A rule that is enabled. */
export default kitWorld(kit, ({ events }, { rule, bus }) => void events.put(rule, bus));
