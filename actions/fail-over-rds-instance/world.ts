import type { InstanceParameters } from '#action/services/rds';
import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: InstanceParameters = { instance: 'orders' };

/** A Multi-AZ instance that has not been restarted lately. */
export default kitWorld(kit, ({ rds }, { instance }) => rds.instances.put(instance));
