import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { function: 'checkout', to: 50 };

/** A function that reserves one less than it is going to, in an account with room. */
export default kitWorld(kit, ({ lambda }, its) => {
  lambda.put(its.function, 'live');
  lambda.function(its.function).reserved ??= its.to - 1;
});
