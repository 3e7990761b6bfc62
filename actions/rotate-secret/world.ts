import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  secret: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:orders-a1B2c3',
  rotationFunction: 'rotate-orders',
};

/** A secret with a rotation function of its own, last rotated a month ago. */
export default kitWorld(kit, ({ secretsmanager }, { secret, rotationFunction }) =>
  secretsmanager.put(secret, rotationFunction),
);
