import { kitWorld } from '#testing/world/aws/kit-world';
import kit from './calls.ts';

/** A record that points where it should, and a standby that is well. */
export default kitWorld(kit, ({ route53 }, { hostedZone, name, type, from, healthCheck }) =>
  route53.put(hostedZone, { Name: `${name}.`, Type: type, TTL: 60, values: from }, healthCheck),
);
