import type { Rule, UpdateWebACLRequest, WebACL } from '@aws-sdk/client-wafv2';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

/**
 * How long an update takes to reach every endpoint, in seconds:
 * https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-editing.html
 */
const propagatesIn = 30;

/** AWS WAF's regional web ACLs. */
export class WebAcls {
  readonly #stage: Stage;
  readonly #acls = new Map<string, { acl: WebACL; token: number }>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetWebACL: ({ Name = '', Id = '' }: { Name?: string; Id?: string }) => {
      const { acl, token } = this.#find(Name, Id);
      return { WebACL: structuredClone(acl), LockToken: `token-${token}` };
    },
    UpdateWebACL: (input: UpdateWebACLRequest) => this.#update(input),
  };

  /** Creates a web ACL with a rule that counts and one that blocks, unless it exists. */
  put(name: string, id: string, rule: string): void {
    const { partition, region, account } = this.#stage.place;
    const seen = (MetricName: string) => ({
      MetricName,
      CloudWatchMetricsEnabled: true,
      SampledRequestsEnabled: true,
    });
    const matching = (Name: string, Priority: number, act: Pick<Rule, 'Action'>): Rule => ({
      Name,
      Priority,
      Statement: { RateBasedStatement: { Limit: 1_000, AggregateKeyType: 'IP' } },
      VisibilityConfig: seen(Name),
      ...act,
    });
    const acl: WebACL = {
      Name: name,
      Id: id,
      ARN: `arn:${partition}:wafv2:${region}:${account}:regional/webacl/${name}/${id}`,
      DefaultAction: { Allow: {} },
      VisibilityConfig: seen(name),
      TokenDomains: ['shop.test'],
      Rules: [
        matching(rule, 0, { Action: { Count: {} } }),
        matching('known-bad', 1, { Action: { Block: {} } }),
      ],
    };
    if (!this.#acls.has(name)) this.#acls.set(name, { acl, token: 1 });
  }

  remove(name: string): void {
    this.#acls.delete(name);
  }

  /** Someone changes it, which gives it another token. */
  change(name: string, change: (acl: WebACL) => void): void {
    const known = this.#acls.get(name);
    if (!known) throw new Error(`There is no web ACL ${name}`);
    change(known.acl);
    known.token++;
  }

  acl(name: string): WebACL {
    const known = this.#acls.get(name);
    if (!known) throw new Error(`There is no web ACL ${name}`);
    return known.acl;
  }

  #find(name: string, id: string) {
    const known = this.#acls.get(name);
    if (known?.acl.Id !== id)
      throw awsError('WAFNonexistentItemException', 'AWS WAF couldn’t perform the operation.');
    return known;
  }

  /**
   * "This operation completely replaces the mutable specifications that you already have for the web ACL":
   * what is left out is gone.
   */
  #update({
    Name = '',
    Id = '',
    Scope: _,
    LockToken,
    ApplicationConfig,
    ...rest
  }: UpdateWebACLRequest): object {
    const known = this.#find(Name, Id);
    if (LockToken !== `token-${known.token}`)
      throw awsError('WAFOptimisticLockException', 'Someone changed the resource after it was read.');
    const { ARN, ManagedByFirewallManager, ApplicationConfig: kept = ApplicationConfig } = known.acl;
    known.acl = { Name, Id, ARN, ManagedByFirewallManager, ApplicationConfig: kept, ...rest };
    known.token++;
    this.#stage.effect(ARN ?? '', propagatesIn);
    return { NextLockToken: `token-${known.token}` };
  }
}
