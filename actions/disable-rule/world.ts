import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A rule that is enabled. */
export default kitWorld(kit, ({ events }, { rule, bus }) => void events.put(rule, bus));
