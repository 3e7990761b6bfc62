import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  project: 'shop',
  environment: 'production',
  flag: 'recommendations',
  token: { secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:launchdarkly-a1B2c3' },
};

/** A flag that is on. */
export default kitWorld(kit, ({ launchdarkly }, { project, environment, flag }) =>
  launchdarkly.put(project, flag, environment),
);
