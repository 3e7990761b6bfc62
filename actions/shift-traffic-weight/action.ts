import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { between } from '#action/parameters';
import { serviceParameters } from '#action/services/ecs';
import { elbRead, isListener, resourceIn, ruleArn, ruleIn, targetGroupArn } from '#action/services/elb';

const Parameters = parametersOf({
  rule: ruleArn,
  /**
   * The one of the rule's target groups that gets more requests.
   * @default - none: the load balancer answers by itself, with `respond`
   */
  to: z.optional(targetGroupArn),
  /** Its share of all requests, in percent. @default 100 */
  percent: z.optional(between(1, 100)),
  /** How many of its targets must be healthy. @default 1 */
  atLeastHealthy: z.optional(between(1, 1_000)),
  /** In place of `to`: the status of every answer, which sheds the load of this rule. */
  respond: z.optional(z.enum(['429', '503'], 'must be 429 or 503')),
  /** The ECS cluster whose services are behind the rule. Needed if its targets are IP addresses. @default - no service is */
  cluster: z.optional(serviceParameters.cluster),
}).check(
  z.refine(
    ({ to, respond }) => (to === undefined) !== (respond === undefined),
    'expected either `to`, with a share, or `respond`',
  ),
);
export type Parameters = z.infer<typeof Parameters>;

/** The rule, as sentences name it. */
type Its = { readonly rule: string };

export default kitAction({
  id: 'shift-traffic-weight',
  shown: 'emulator',
  title: 'Shift traffic weight',
  summary:
    'Moves the requests of a load balancer rule to another of its target groups by weight, or has the load balancer answer them. Taken back afterwards.',
  disruption:
    'Users get what the other target group serves; with `respond`, every request of the rule is refused at once.',
  parameters: Parameters,
  service: 'elasticloadbalancing',
  target: ({ rule }) => resourceIn(rule),
  reads: [
    ...['DescribeRules', 'DescribeListeners', 'DescribeTags', 'DescribeTargetGroups'].map(elbRead),
    elbRead('DescribeTargetHealth'),
    {
      call: 'ecs:ListServices',
      on: '*',
      because: 'It has no resource types; the condition names the cluster.',
      conditions: ({ cluster = '' }, arnOf) => ({
        ArnEquals: { 'ecs:cluster': arnOf(`cluster/${cluster}`) },
      }),
      when: ({ cluster }) => cluster !== undefined,
    },
    {
      call: 'ecs:DescribeServices',
      on: ({ cluster }) => `service/${cluster}/*`,
      because: 'Which services are behind the rule is what is looked for.',
      when: ({ cluster }) => cluster !== undefined,
    },
  ],
  changes: [
    { call: 'ModifyRule', when: ({ rule }) => !isListener(rule) },
    { call: 'ModifyListener', when: ({ rule }) => isListener(rule) },
  ],
  leased: {
    subject: ({ rule }) => ruleIn(rule),
    changed: ({ respond }) => (respond ? `answered with ${respond}` : 'shifted to another target group'),
    back: () => 'at its usual weights',
  },
  reasons: {
    'no-such-rule': ({ rule }: Its) => `there is no ${rule}`,
    'default-rule': ({ rule }: Its) =>
      `${rule} is a default rule, which is changed by its listener: name the listener's ARN`,
    'not-plain': ({ rule }: Its) =>
      `${rule} does more than to forward, and what else it does (a login, for one) can't be written back as it is read`,
    'not-among-them': (its: Its & { to: string; groups: readonly string[] }) =>
      `${its.to} is not one of the target groups of ${its.rule} (${its.groups.join(', ')}); give it a weight of 0 there first`,
    'managed-by': (its: Its & { by: string }) =>
      `${its.rule} is managed by ${its.by}, which would set it back`,
    'whose-tasks': (its: Its & { group: string }) =>
      `the targets of ${its.group} are addresses, which something registers: name the ECS cluster, so that its deployments can be looked at`,
    'deployed-by-weights': (its: Its & { service: string; by: string }) =>
      `the deployments of service ${its.service} shift the weights of ${its.rule} themselves (${its.by})`,
    'is-shifted': (its: Its & { share: number }) =>
      `${its.rule} sends ${its.share} % there already, or answers by itself`,
    'too-few-healthy': (its: { to: string; healthy: number; least: number }) =>
      `${its.healthy} targets of ${its.to} are healthy, fewer than the ${its.least} that have to be`,
  },
});
