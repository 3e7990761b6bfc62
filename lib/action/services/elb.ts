import { named } from '../parameters.ts';

/** Shared by actions on load balancers: data only. */

const arn = (resource: string, what: string) =>
  named(
    `the full ARN of ${what}`,
    new RegExp(`^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:${resource}$`),
  );

export const targetGroupArn = arn('targetgroup/[a-zA-Z0-9-]{1,32}/[0-9a-f]{16}', 'a target group');

/** The resource part of an ARN. */
export const resourceIn = (its: string): string => its.split(':').slice(5).join(':');

/** A call that only reads. */
export const elbRead = (call: string) => ({
  call: `elasticloadbalancing:${call}`,
  on: '*',
  because: 'Describe calls of Elastic Load Balancing have no resource types.',
});

/** A rule of an Application Load Balancer's listener, or the listener for its default rule. */
export const ruleArn = arn(
  'listener(?:/app/[a-zA-Z0-9-]{1,32}(?:/[0-9a-f]{16}){2}|-rule/app/[a-zA-Z0-9-]{1,32}(?:/[0-9a-f]{16}){3})',
  'a rule of an Application Load Balancer, or of a listener: its default rule',
);

export const isListener = (its: string): boolean => resourceIn(its).startsWith('listener/');

/** Its name in sentences: `rule 0123456789abcdef of load balancer shop`. */
export function ruleIn(its: string): string {
  const [, , balancer = its, ...ids] = its.split('/');
  return `${isListener(its) ? 'the default rule' : `rule ${ids.at(-1)}`} of load balancer ${balancer}`;
}

/** The name of a target group. */
export const groupIn = (its: string): string => its.split('/')[1] ?? its;
