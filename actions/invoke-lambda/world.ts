import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A function of a team, with the alias or version that is named. */
export default kitWorld(kit, ({ lambda }, parameters) => {
  const { qualifier } = parameters;
  lambda.put(parameters.function, /^\d+$/.test(qualifier) ? 'live' : qualifier);
});
