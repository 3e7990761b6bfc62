import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { function: 'checkout', to: 5 };

/** A function that reserves no concurrency, in an account with room. */
export default kitWorld(kit, ({ lambda }, its) => lambda.put(its.function, 'live'));
