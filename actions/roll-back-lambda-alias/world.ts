import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** An alias on the second version of its function, published a few minutes ago. */
export default kitWorld(kit, ({ lambda }, parameters) => lambda.put(parameters.function, parameters.alias));
