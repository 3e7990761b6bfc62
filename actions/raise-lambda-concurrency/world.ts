import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A function that reserves one less than it is going to, in an account with room. */
export default kitWorld(kit, ({ lambda }, its) => {
  lambda.put(its.function, 'live');
  lambda.function(its.function).reserved ??= its.to - 1;
});
