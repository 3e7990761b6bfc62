import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A standard state machine with the version or alias that is named. */
export default kitWorld(kit, ({ states }, { stateMachine }) => states.put(stateMachine));
