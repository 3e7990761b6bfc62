import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { function: 'checkout', alias: 'live' };

/** An alias on the second version of its function, published a few minutes ago. */
export default kitWorld(kit, ({ lambda }, parameters) => lambda.put(parameters.function, parameters.alias));
