import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { function: 'mend-orders', qualifier: 'live' };

/** A function of a team, with the alias or version that is named. */
export default kitWorld(kit, ({ lambda }, parameters) => {
  const { qualifier } = parameters;
  lambda.put(parameters.function, /^\d+$/.test(qualifier) ? 'live' : qualifier);
});
