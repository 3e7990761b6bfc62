import { kitWorld } from '#testing/world/aws/kit-world';
import type { Parameters } from './action.ts';
import kit from './calls.ts';

/** As in a team's runbook. */
export const example: Parameters = {
  rule: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener-rule/app/shop/0123456789abcdef/0123456789abcdef/0123456789abcdef',
  to: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web-previous/0123456789abcdef',
  cluster: 'shop',
};

/** A rule that sends nothing to its second target group, which is well, and a service whose deployments leave weights alone. */
export default kitWorld(kit, ({ ecs, fleets, rules }, { rule, to = example.to ?? '', cluster }) => {
  if (cluster) ecs.put(cluster, 'web');
  fleets.put('other', to);
  fleets.put('usual', `${to.slice(0, -1)}0`);
  rules.put(rule, { [to]: 0, [`${to.slice(0, -1)}0`]: 100 });
});
