import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { instance: 'orders', growByGiB: 20, upToGiB: 200 };

/** An instance whose storage RDS does not grow. */
export default kitWorld(kit, ({ rds }, { instance }) => rds.instances.put(instance));
