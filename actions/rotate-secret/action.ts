import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named } from '#action/parameters';
import { functionName } from '#action/services/lambda-names';

/** With the six characters that Secrets Manager adds: without them, a policy would have to end in a pattern. */
const arn =
  /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[a-zA-Z0-9/_+=.@-]{1,256}-[a-zA-Z0-9]{6}$/;

const Parameters = parametersOf({
  /** The secret's full ARN. Its value is never read. */
  secret: named('the full ARN of a secret', arn, 'with the six characters at its end'),
  /** The Lambda function that rotates it. */
  rotationFunction: functionName,
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly name: string };

export default kitAction({
  id: 'rotate-secret',
  title: 'Rotate secret',
  summary: 'Rotates a secret of Secrets Manager at once, by its own rotation function; never reads it.',
  disruption:
    'Clients that keep the old value are refused until they read the new one; with a rotation between two users, they are not.',
  parameters: Parameters,
  service: 'secretsmanager',
  target: ({ secret }) => `secret:${secret.split(':').at(-1)}`,
  reads: ['DescribeSecret'],
  changes: ['RotateSecret'],
  // "You also need lambda:InvokeFunction permissions on the rotation function":
  // https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
  onBehalf: [
    {
      call: 'lambda:Invoke',
      on: ({ rotationFunction }) => `function:${rotationFunction}`,
      because: 'Secrets Manager lets only those rotate who may invoke the function that does it.',
    },
  ],
  reasons: {
    'no-such-secret': ({ name }: Its) => `there is no secret ${name} in this account and region`,
    'rotation-off': ({ name }: Its) => `rotation of ${name} is off`,
    'other-function': (its: Its & { by: string; named: string }) =>
      `${its.name} is rotated by ${its.by}, not by the function ${its.named} that the runbook names`,
    'being-deleted': ({ name }: Its) => `${name} is scheduled for deletion`,
    'rotation-running': (its: Its & { pending: string }) =>
      `a rotation of ${its.name} is running or was left half done: version ${its.pending} is AWSPENDING and not AWSCURRENT`,
  },
});
