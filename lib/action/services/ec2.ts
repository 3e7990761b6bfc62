import * as z from 'zod/mini';

/** Shared by actions on EC2 instances: data only. */

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
export const instanceId = z
  .string('instance has to be a text: the id of an EC2 instance')
  .check(
    z.regex(
      /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/,
      'must be the id of an EC2 instance (i- and 8 or 17 hexadecimal digits), no ARN and no pattern',
    ),
  );
