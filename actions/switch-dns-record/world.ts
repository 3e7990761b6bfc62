import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  hostedZone: 'Z0123456789EXAMPLE',
  name: 'shop.example.com',
  type: 'CNAME',
  from: ['primary.example.com'],
  to: ['standby.example.com'],
  healthCheck: '01234567-89ab-cdef-0123-456789abcdef',
};

/** A record that points where it should, and a standby that is well. */
export default kitWorld(kit, ({ route53 }, { hostedZone, name, type, from, healthCheck }) =>
  route53.put(hostedZone, { Name: `${name}.`, Type: type, TTL: 60, values: from }, healthCheck),
);
