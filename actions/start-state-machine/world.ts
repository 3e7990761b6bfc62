import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A standard state machine with the version or alias that is named. */
export default kitWorld(kit, ({ states }, { stateMachine }) => states.put(stateMachine));
