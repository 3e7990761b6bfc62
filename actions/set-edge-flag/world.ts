import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  store: 'arn:aws:cloudfront::111122223333:key-value-store/01234567-89ab-cdef-0123-456789abcdef',
  key: 'recommendations',
  from: 'on',
  to: 'off',
};

/** A store whose key has its usual value. */
export default kitWorld(kit, ({ keyValues }, { store, key, from }) => keyValues.put(store, key, from));
