import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A function that reserves one less than it is going to, in an account with room. */
export default kitWorld(kit, ({ lambda }, its) => {
  lambda.put(its.function, 'live');
  lambda.function(its.function).reserved ??= its.to - 1;
});
