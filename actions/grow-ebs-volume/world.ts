import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { volume: 'vol-0123456789abcdef0', growByGiB: 20, upToGiB: 200 };

/** A volume in use that was never changed. */
export default kitWorld(kit, ({ volumes }, { volume }) => volumes.put(volume));
