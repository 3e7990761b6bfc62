import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  table: 'orders',
  capacity: 'write',
  raiseByPercent: 50,
  upToUnits: 100,
};

/** A table with provisioned capacity below the cap. */
export default kitWorld(kit, ({ tables }, { table }) => tables.put(table));
