import {
  GetWebACLCommand,
  type OverrideAction,
  type Rule,
  type RuleAction,
  UpdateWebACLCommand,
  WAFV2Client,
  type WebACL,
} from '@aws-sdk/client-wafv2';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action, { type Parameters } from './action.ts';

/*
 * No window remains: WAF takes an update only with the token of the web ACL that was read. An update replaces the whole web ACL,
 * so all of it is written back as it was read. Fields that a newer API has and this SDK does not know would be lost.
 */

const reason = reasonsOf(action);
const Scope = 'REGIONAL' as const;

const find = async ({ webAcl: Name, id: Id }: Parameters, read: Send) => {
  const asked = read(new GetWebACLCommand({ Name, Id, Scope }));
  const { WebACL: acl, LockToken: token = '' } = (await ifThere(asked, 'WAFNonexistentItemException')) ?? {};
  return acl && { acl, token };
};

const ruleIn = ({ Rules = [] }: WebACL, { rule }: Parameters) => Rules.find(({ Name }) => Name === rule);

/** A plain rule has an action. A rule that refers to a group says only whether it overrides the actions of the group's rules. */
type Act = { readonly Action: RuleAction } | { readonly OverrideAction: OverrideAction };

const actOf = ({ Action, OverrideAction }: Rule): Act =>
  OverrideAction ? { OverrideAction } : { Action: Action ?? {} };

const blocking = (act: Act): Act =>
  'Action' in act ? { Action: { Block: {} } } : { OverrideAction: { None: {} } };

/** `COUNT`, `BLOCK`, `NONE`. */
const named = (act: Act): string =>
  Object.keys('Action' in act ? act.Action : act.OverrideAction)[0]?.toUpperCase() ?? 'none';

/** What a rule does, as facts hold it. */
const text = (rule: Rule | undefined): string => (rule ? JSON.stringify(actOf(rule)) : 'gone');

/** Writes the web ACL with another act for one rule, and everything else as it was read. */
async function update(its: Parameters, { acl, token }: { acl: WebACL; token: string }, act: Act, send: Send) {
  const { Name, Id, DefaultAction, Description, VisibilityConfig, DataProtectionConfig, TokenDomains } = acl;
  const { CustomResponseBodies, CaptchaConfig, ChallengeConfig, AssociationConfig } = acl;
  const { OnSourceDDoSProtectionConfig, ApplicationConfig, MonetizationConfig, Rules = [] } = acl;
  await send(
    new UpdateWebACLCommand({
      ...{ Name, Id, Scope, LockToken: token, DefaultAction, VisibilityConfig },
      // One without a description is read with an empty one, which `UpdateWebACL` refuses: its least length is 1.
      ...(Description ? { Description } : {}),
      ...{ CustomResponseBodies, CaptchaConfig, ChallengeConfig, AssociationConfig, TokenDomains },
      ...{ DataProtectionConfig, OnSourceDDoSProtectionConfig, ApplicationConfig, MonetizationConfig },
      Rules: Rules.map((rule) => (rule.Name === its.rule ? { ...rule, ...act } : rule)),
    }),
  );
}

export default kitCalls(action, {
  clients: { wafv2: WAFV2Client },

  observe: (its, read) => find(its, read),

  judge: (found, its) => {
    const { webAcl, rule } = its;
    if (!found) return { never: reason('no-such-acl', its) };
    const { acl, token } = found;
    if (acl.ManagedByFirewallManager) return { never: reason('firewall-manager', its) };
    const known = ruleIn(acl, its);
    if (!known) return { never: reason('no-such-rule', its) };
    const does = named(actOf(known));
    if (does !== 'COUNT') return { refuse: reason('not-counting', { ...its, does }) };
    return {
      intends: `Have rule ${rule} of web ACL ${webAcl} block what it only counts.`,
      before: { rule: text(known) },
      evidence: { priority: known.Priority ?? 0, rules: acl.Rules?.length ?? 0 },
      pin: { token, rule: text(known) },
    };
  },

  change: async (its, { pin, snapshot }, send) => {
    if (!snapshot) throw new Error('the web ACL is gone');
    await update(its, snapshot, blocking(JSON.parse(pin.rule) as Act), send);
    return { did: `Had rule ${its.rule} of web ACL ${its.webAcl} block.`, after: { rule: 'BLOCK' } };
  },

  restore: {
    values: ({ rule }) => ({
      before: { rule },
      wrote: { rule: JSON.stringify(blocking(JSON.parse(rule) as Act)) },
    }),
    look: async (its, read) => {
      const found = await find(its, read);
      return found && { rule: text(ruleIn(found.acl, its)) };
    },
    putBack: async (its, { before, wrote }, { send, read }) => {
      const found = await find(its, read);
      if (!found || text(ruleIn(found.acl, its)) !== wrote['rule'])
        throw new Error('the rule changed while it was read');
      await update(its, found, JSON.parse(String(before['rule'])) as Act, send);
      return { did: `Had rule ${its.rule} of web ACL ${its.webAcl} only count again.`, after: { ...before } };
    },
  },
});
