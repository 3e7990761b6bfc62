import { ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { servicesIn, weightsMovedBy } from '#action/services/ecs-behind';
import { groupIn, ruleIn } from '#action/services/elb';
import { ruleOf, setTraffic, shareOf, type Traffic, withShare } from '#action/services/listener-rule';
import { targetsOf, thoseThatAre } from '#action/services/target-health';
import action, { type Parameters } from './action.ts';

/* The window that remains: someone may change the rule between the second look and the call. Its API takes no precondition. */

const reason = reasonsOf(action);

/** Tags by which controllers know their own rules. They set back what others change. */
const owners: Readonly<Record<string, string>> = {
  'elbv2.k8s.aws/cluster': 'the AWS Load Balancer Controller of a Kubernetes cluster',
  AmazonECSManaged: 'ECS',
};

/** What the rule does, as facts hold it. */
const text = (traffic: Traffic | undefined): string => JSON.stringify(traffic ?? 'something else');

const changed = ({ to, percent = 100, respond = '503' }: Parameters, traffic: Traffic): Traffic =>
  to !== undefined && 'weights' in traffic
    ? { ...traffic, weights: withShare(to, percent, traffic.weights) }
    : { status: respond };

async function around({ rule, to, cluster }: Parameters, groups: readonly string[], read: Send) {
  const [{ TagDescriptions: [tagged] = [] }, { TargetGroups = [] }, targets, services] = await Promise.all([
    read(new DescribeTagsCommand({ ResourceArns: [rule] })),
    read(new DescribeTargetGroupsCommand({ TargetGroupArns: [...groups] })),
    to === undefined ? [] : targetsOf(to, read),
    cluster === undefined ? [] : servicesIn(cluster, read),
  ]);
  return {
    manager: tagged?.Tags?.map(({ Key = '' }) => owners[Key]).find(Boolean),
    addressed: TargetGroups.find(({ TargetType }) => TargetType === 'ip')?.TargetGroupArn,
    healthy: thoseThatAre('healthy', targets ?? []).length,
    mover: weightsMovedBy(services, groups),
  };
}

export default kitCalls(action, {
  clients: { elasticloadbalancing: ElasticLoadBalancingV2Client, ecs: ECSClient },

  observe: async (its, read) => {
    const found = await ruleOf(its.rule, read);
    if (!found?.traffic || !('weights' in found.traffic)) return { found };
    return { found, its: await around(its, Object.keys(found.traffic.weights), read) };
  },

  judge: ({ found, its }, parameters) => {
    const { to, percent = 100, cluster, atLeastHealthy: least = 1 } = parameters;
    const rule = ruleIn(parameters.rule);
    if (!found) return { never: reason('no-such-rule', { rule }) };
    if (found.isDefault) return { never: reason('default-rule', { rule }) };
    if (!found.traffic) return { never: reason('not-plain', { rule }) };
    if (!its || !('weights' in found.traffic)) return { refuse: reason('is-shifted', { rule, share: 0 }) };
    const { weights } = found.traffic;
    if (its.manager) return { never: reason('managed-by', { rule, by: its.manager }) };
    if (its.addressed && cluster === undefined)
      return { never: reason('whose-tasks', { rule, group: groupIn(its.addressed) }) };
    if (its.mover) return { never: reason('deployed-by-weights', { rule, ...its.mover }) };
    const share = Math.round(to === undefined ? 0 : shareOf(to, weights));
    if (to !== undefined) {
      if (!Object.hasOwn(weights, to))
        return {
          never: reason('not-among-them', {
            rule,
            to: groupIn(to),
            groups: Object.keys(weights).map(groupIn),
          }),
        };
      if (share >= percent) return { refuse: reason('is-shifted', { rule, share }) };
      const { healthy } = its;
      if (healthy < least) return { refuse: reason('too-few-healthy', { to: groupIn(to), healthy, least }) };
    }
    return {
      intends:
        to === undefined
          ? `Answer every request of ${rule} with ${parameters.respond}.`
          : `Send ${percent} % of the requests of ${rule} to ${groupIn(to)}, which gets ${share} % now.`,
      before: { traffic: text(found.traffic) },
      evidence: { healthyTargets: its.healthy },
      pin: { traffic: text(found.traffic) },
    };
  },

  change: async (its, { pin }, send) => {
    const to = changed(its, JSON.parse(pin.traffic) as Traffic);
    await setTraffic(its.rule, to, send);
    const did = its.to
      ? `Shifted ${its.percent ?? 100} % of the requests of ${ruleIn(its.rule)} to ${groupIn(its.to)}.`
      : `Had ${ruleIn(its.rule)} answer every request with ${its.respond}.`;
    return { did, after: { traffic: text(to) } };
  },

  restore: {
    values: ({ traffic }, its) => ({
      before: { traffic },
      wrote: { traffic: text(changed(its, JSON.parse(traffic) as Traffic)) },
    }),
    look: async ({ rule }, read) => {
      const found = await ruleOf(rule, read);
      return found && { traffic: text(found.traffic) };
    },
    putBack: async ({ rule }, { before: { traffic } }, { send }) => {
      await setTraffic(rule, JSON.parse(String(traffic)) as Traffic, send);
      return { did: `Set ${ruleIn(rule)} back to its usual weights.`, after: { traffic: traffic ?? null } };
    },
  },
});
