import { defineAction, type Place } from 'nightshift';
import * as z from 'zod/mini';

/** A whole path, and neither * nor a colon: a name must not be able to widen an ARN. */
const parameterName = /^(\/[a-zA-Z0-9_.-]+)+$/;

const Parameters = z.strictObject({
  /** The name of the SSM parameter that the application reads: `on` or `off`. */
  feature: z
    .string('feature is missing: the name of the SSM parameter')
    .check(z.regex(parameterName, 'must be the full name of an SSM parameter, starting with /')),
});
export type Parameters = z.infer<typeof Parameters>;

const parameterArn = ({ feature }: Parameters, { partition, region, account }: Place) =>
  `arn:${partition}:ssm:${region}:${account}:parameter${feature}`;

/** What the action is: data only, read when you deploy. What it does is in calls.ts. */
export default defineAction<Parameters>({
  id: 'turn-feature-off',
  title: 'Turn a feature off',
  summary: 'Writes off to the SSM parameter of a feature, which stays off until a person turns it on.',
  disruption: 'Users do without the feature.',
  parameters: Parameters,
  targets: (parameters, place) => [parameterArn(parameters, place)],
  permissions: (parameters, place) => [
    { actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [parameterArn(parameters, place)] },
  ],
  network: 'aws-apis-only',
  timeoutSeconds: 30,
});
