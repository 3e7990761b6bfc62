import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { rule: 'nightly-export' };

/** A rule that is enabled. */
export default kitWorld(kit, ({ events }, { rule, bus }) => void events.put(rule, bus));
