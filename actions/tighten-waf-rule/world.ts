import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  webAcl: 'shop',
  id: '01234567-89ab-cdef-0123-456789abcdef',
  rule: 'scrapers',
};

/** A web ACL whose rule counts. */
export default kitWorld(kit, ({ webAcls }, { webAcl, id, rule }) => void webAcls.put(webAcl, id, rule));
