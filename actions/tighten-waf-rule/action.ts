import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named, uuid } from '#action/parameters';

const name = (what: string) => named(`the name of ${what}`, /^[\w-]{1,128}$/, `no ARN and no pattern`);

const Parameters = parametersOf({
  /** A regional web ACL. CloudFront's can be changed only in us-east-1, and not by this action. */
  webAcl: name('a web ACL'),
  /** The web ACL's id. */
  id: uuid('the id of the web ACL'),
  /** The only rule that is changed. */
  rule: name('a rule of the web ACL'),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = Pick<Parameters, 'webAcl' | 'rule'>;

/**
 * What an update is authorized against besides the web ACL.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awswafv2.html (UpdateWebACL)
 */
const referredTo = ['ipset', 'managedruleset', 'regexpatternset', 'rulegroup'];

export default kitAction({
  id: 'tighten-waf-rule',
  shown: 'emulator',
  title: 'Tighten WAF rule',
  summary:
    'Has one rule of a regional web ACL block what it only counted; of a rule group, its rules act as they say. Taken back afterwards.',
  disruption: 'Requests that match the rule are refused, those of users, too, where it matches them.',
  parameters: Parameters,
  service: 'wafv2',
  target: ({ webAcl, id }) => `regional/webacl/${webAcl}/${id}`,
  reads: ['GetWebACL'],
  changes: [
    'UpdateWebACL',
    {
      call: 'UpdateWebACL',
      on: () => referredTo.map((kind) => `regional/${kind}/*`),
      because: 'An update is authorized against everything that any of its rules refers to, as well.',
    },
  ],
  leased: {
    subject: ({ webAcl, rule }) => `rule ${rule} of web ACL ${webAcl}`,
    changed: () => 'blocking',
    back: () => 'only counting',
  },
  reasons: {
    'no-such-acl': ({ webAcl }: Its) =>
      `there is no web ACL ${webAcl} with that id in this account and region`,
    'firewall-manager': ({ webAcl }: Its) =>
      `web ACL ${webAcl} is owned by Firewall Manager, which would set it back`,
    'no-such-rule': ({ webAcl, rule }: Its) => `web ACL ${webAcl} has no rule ${rule}`,
    'not-counting': (its: Its & { does: string }) =>
      `rule ${its.rule} of web ACL ${its.webAcl} does not count: its action is ${its.does}`,
  },
});
