import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** A function of a team, with the alias or version that is named. */
export default kitWorld(kit, ({ lambda }, parameters) => {
  const { qualifier } = parameters;
  lambda.put(parameters.function, /^\d+$/.test(qualifier) ? 'live' : qualifier);
});
