import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A function that reserves no concurrency, in an account with room. */
export default kitWorld(kit, ({ lambda }, its) => lambda.put(its.function, 'live'));
