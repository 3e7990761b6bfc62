import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A function that reserves no concurrency, in an account with room. */
export default kitWorld(kit, ({ lambda }, its) => lambda.put(its.function, 'live'));
