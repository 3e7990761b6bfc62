import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  stateMachine: 'arn:aws:states:eu-central-1:111122223333:stateMachine:mend-orders:live',
};

/** A standard state machine with the version or alias that is named. */
export default kitWorld(kit, ({ states }, { stateMachine }) => states.put(stateMachine));
