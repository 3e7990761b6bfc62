import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A secret with a rotation function of its own, last rotated a month ago. */
export default kitWorld(kit, ({ secretsmanager }, { secret, rotationFunction }) =>
  secretsmanager.put(secret, rotationFunction),
);
