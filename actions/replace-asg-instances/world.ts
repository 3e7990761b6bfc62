import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  group: 'web',
  targetGroup: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef',
};

/** A group of ten of which two are ill. */
export default kitWorld(kit, ({ fleets }, { group, targetGroup }) => fleets.put(group, targetGroup));
