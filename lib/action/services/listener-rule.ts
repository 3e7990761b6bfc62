import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ifThere, type Send } from '../calls.ts';
import { isListener } from './elb.ts';

/** What a load balancer's rule does: forwards by weight, or answers by itself. */
export type Traffic =
  | { readonly weights: Readonly<Record<string, number>>; readonly stickySeconds: number }
  | { readonly status: string };

/** A rule. `traffic` is undefined if the rule does anything else, or more than one thing. */
export interface FoundRule {
  readonly isDefault: boolean;
  readonly traffic: Traffic | undefined;
}

/** The rule, or a listener's default rule; undefined if it no longer exists. */
export async function ruleOf(rule: string, read: Send): Promise<FoundRule | undefined> {
  if (isListener(rule)) {
    const asked = read(new DescribeListenersCommand({ ListenerArns: [rule] }));
    const found = (await ifThere(asked, 'ListenerNotFoundException'))?.Listeners?.[0];
    return found && { isDefault: false, traffic: trafficOf(found.DefaultActions) };
  }
  const asked = read(new DescribeRulesCommand({ RuleArns: [rule] }));
  const found = (await ifThere(asked, 'RuleNotFoundException'))?.Rules?.[0];
  return found && { isDefault: found.IsDefault === true, traffic: trafficOf(found.Actions) };
}

/**
 * A single forward or fixed response. Others can't be written back as read; an OIDC secret, for example, is never shown.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html
 */
function trafficOf([action, ...others]: readonly Action[] = []): Traffic | undefined {
  if (!action || others.length > 0) return undefined;
  const { Type, ForwardConfig, TargetGroupArn, FixedResponseConfig } = action;
  if (Type === 'fixed-response') return { status: FixedResponseConfig?.StatusCode ?? '' };
  if (Type !== 'forward') return undefined;
  const { TargetGroups = [{ TargetGroupArn, Weight: 1 }], TargetGroupStickinessConfig: sticky } =
    ForwardConfig ?? {};
  const weights = TargetGroups.map((group): [string, number] => [
    group.TargetGroupArn ?? '',
    group.Weight ?? 1,
  ]);
  return {
    weights: Object.fromEntries(weights.sort(([one], [other]) => one.localeCompare(other))),
    stickySeconds: sticky?.Enabled ? (sticky.DurationSeconds ?? 0) : 0,
  };
}

/** Sets what the rule does. */
export async function setTraffic(rule: string, traffic: Traffic, send: Send): Promise<void> {
  const action = actionOf(traffic);
  await (isListener(rule)
    ? send(new ModifyListenerCommand({ ListenerArn: rule, DefaultActions: [action] }))
    : send(new ModifyRuleCommand({ RuleArn: rule, Actions: [action] })));
}

function actionOf(traffic: Traffic): Action {
  if ('status' in traffic)
    return {
      Type: 'fixed-response',
      FixedResponseConfig: { StatusCode: traffic.status, ContentType: 'text/plain' },
    };
  const { weights, stickySeconds } = traffic;
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      TargetGroupStickinessConfig:
        stickySeconds > 0 ? { Enabled: true, DurationSeconds: stickySeconds } : { Enabled: false },
    },
  };
}

/** A target group's share of all traffic, in percent. */
export function shareOf(targetGroup: string, weights: Readonly<Record<string, number>>): number {
  const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return all === 0 ? 0 : ((weights[targetGroup] ?? 0) / all) * 100;
}

/** Weights that give a target group this share. The others divide the rest as before. */
export function withShare(
  targetGroup: string,
  percent: number,
  weights: Readonly<Record<string, number>>,
): Record<string, number> {
  const others = 100 - shareOf(targetGroup, weights);
  return Object.fromEntries(
    Object.keys(weights).map((group) => [
      group,
      group === targetGroup
        ? percent
        : Math.round(others === 0 ? 0 : (shareOf(group, weights) / others) * (100 - percent)),
    ]),
  );
}
