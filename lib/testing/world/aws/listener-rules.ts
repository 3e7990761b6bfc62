import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly RuleArns?: readonly string[];
  readonly ListenerArns?: readonly string[];
  readonly ResourceArns?: readonly string[];
  readonly RuleArn?: string;
  readonly ListenerArn?: string;
  readonly Actions?: Action[];
  readonly DefaultActions?: Action[];
}

/** A rule, or a listener with its default rule; change its fields to change the world. */
interface Rule {
  actions: Action[];
  isDefault: boolean;
  readonly tags: Record<string, string>;
}

/** How long until open connections have ended, in seconds. */
const noticedAfter = 15;

/** Load balancers' rules, by the ARN of the rule or of the listener whose default rule it is. */
export class ListenerRules {
  readonly #stage: Stage;
  readonly #rules = new Map<string, Rule>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeRules: ({ RuleArns: [RuleArn = ''] = [] }: Asked) => {
      const { actions: Actions, isDefault: IsDefault } = this.#find(RuleArn, 'RuleNotFoundException');
      return { Rules: [{ RuleArn, Actions, IsDefault }] };
    },
    DescribeListeners: ({ ListenerArns: [ListenerArn = ''] = [] }: Asked) => {
      const { actions: DefaultActions } = this.#find(ListenerArn, 'ListenerNotFoundException');
      return { Listeners: [{ ListenerArn, DefaultActions }] };
    },
    DescribeTags: ({ ResourceArns: [ResourceArn = ''] = [] }: Asked) => ({
      TagDescriptions: [
        {
          ResourceArn,
          Tags: Object.entries(this.rule(ResourceArn).tags).map(([Key, Value]) => ({ Key, Value })),
        },
      ],
    }),
    ModifyRule: ({ RuleArn = '', Actions = [] }: Asked) => {
      const found = this.#find(RuleArn, 'RuleNotFoundException');
      // "You can't modify the conditions or the priority of a default rule", and its actions are the listener's.
      if (found.isDefault) throw awsError('OperationNotPermitted', 'Default rule cannot be modified');
      return this.#set(RuleArn, found, Actions);
    },
    ModifyListener: ({ ListenerArn = '', DefaultActions = [] }: Asked) =>
      this.#set(ListenerArn, this.#find(ListenerArn, 'ListenerNotFoundException'), DefaultActions),
  };

  /** Creates a rule that forwards by these weights, unless it exists. */
  put(arn: string, weights: Readonly<Record<string, number>>): void {
    if (!this.#rules.has(arn))
      this.#rules.set(arn, { actions: [forward(weights)], isDefault: false, tags: {} });
  }

  remove(arn: string): void {
    this.#rules.delete(arn);
  }

  /** @throws Error AWS's own, if there is no such rule */
  rule(arn: string): Rule {
    return this.#find(arn, 'RuleNotFoundException');
  }

  #find(arn: string, missing: string): Rule {
    const found = this.#rules.get(arn);
    if (!found) throw awsError(missing, `One or more rules or listeners not found`);
    return found;
  }

  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html (Weight: 0 to 999) */
  #set(arn: string, rule: Rule, actions: Action[]): object {
    const weights = actions.flatMap(({ ForwardConfig }) =>
      (ForwardConfig?.TargetGroups ?? []).map(({ Weight = 1 }) => Weight),
    );
    if (weights.some((weight) => !Number.isInteger(weight) || weight < 0 || weight > 999))
      throw awsError('ValidationError', 'Weights must be between 0 and 999');
    rule.actions = actions;
    this.#stage.effect(arn, noticedAfter);
    return {};
  }
}

/** A forward action, as the API shows it. */
export const forward = (weights: Readonly<Record<string, number>>): Action => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    TargetGroupStickinessConfig: { Enabled: false },
  },
});
