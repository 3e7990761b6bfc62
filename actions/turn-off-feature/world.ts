import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  application: 'abc1234',
  environment: 'env1234',
  profile: 'pro1234',
  flag: 'recommendations',
  strategy: 'str1234',
};

/** A flag that is on, in a version that was deployed. */
export default kitWorld(kit, ({ appconfig }, its) => void appconfig.put(its, its.flag));
