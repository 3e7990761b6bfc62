import * as z from 'zod/mini';

/** What actions on load balancers have in common: data only. */

const arn = (resource: string, what: string) =>
  z
    .string(`has to be the ARN of ${what}`)
    .check(
      z.regex(
        new RegExp(`^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\\d{12}:${resource}$`),
        `must be the full ARN of ${what}`,
      ),
    );

export const targetGroupArn = arn('targetgroup/[a-zA-Z0-9-]{1,32}/[0-9a-f]{16}', 'a target group');

/** The resource part of an ARN. */
export const resourceIn = (its: string): string => its.split(':').slice(5).join(':');

/** A call that reads. */
export const elbRead = (call: string) => ({
  call: `elasticloadbalancing:${call}`,
  on: '*',
  because: 'Describe calls of Elastic Load Balancing have no resource types.',
});
