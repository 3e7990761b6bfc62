import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = { group: 'web', factor: 1.5, atMostInstances: 18 };

const targetGroup = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/any/0123456789abcdef';

/** A group of ten instances, of four to twenty. */
export default kitWorld(kit, ({ fleets }, { group }) => fleets.put(group, targetGroup));
