import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** An instance whose storage RDS does not grow. */
export default kitWorld(kit, ({ rds }, { instance }) => rds.instances.put(instance));
