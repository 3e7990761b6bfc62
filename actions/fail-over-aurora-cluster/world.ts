import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { cluster: 'orders' };

/** Aurora clusters of a writer and two readers. */
export default kitWorld(kit, ({ rds }, { cluster }) => rds.put(cluster));
