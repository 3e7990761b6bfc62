import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { instance: 'i-0123456789abcdef0' };

/** An instance by itself, without instance store. */
export default kitWorld(kit, ({ ec2 }, { instance }) => ec2.put(instance));
