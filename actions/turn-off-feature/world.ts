import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A flag that is on, in a version that was deployed. */
export default kitWorld(kit, ({ appconfig }, its) => void appconfig.put(its, its.flag));
