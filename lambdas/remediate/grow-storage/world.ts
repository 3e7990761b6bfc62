import { kitWorld } from '../../../rehearsal/world/aws/kit-world.ts';
import kit from './calls.ts';

/** An instance whose storage RDS does not grow. */
export default kitWorld(kit, ({ rds }, { instance }) => rds.instances.put(instance));
