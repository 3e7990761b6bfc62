import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** An instance by itself, without instance store. */
export default kitWorld(kit, ({ ec2 }, { instance }) => ec2.put(instance));
