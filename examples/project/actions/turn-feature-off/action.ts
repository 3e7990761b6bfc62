import { kitAction, parametersOf } from 'nightshift';
import * as z from 'zod/mini';

const Parameters = parametersOf({
  /** The SSM parameter that the application reads: `on` or `off`. Neither * nor a colon: a name must not widen an ARN. */
  feature: z
    .string('has to be the name of an SSM parameter')
    .check(z.regex(/^(\/[a-zA-Z0-9_.-]+)+$/, 'must be the full name of an SSM parameter, starting with /')),
});
export type Parameters = z.infer<typeof Parameters>;

type About = { readonly feature: string };

/** What the action is: data only. Its permissions follow from the calls that it declares. */
export default kitAction({
  id: 'turn-feature-off',
  title: 'Turn a feature off',
  summary: 'Writes off to the SSM parameter of a feature, which stays off until a person turns it on.',
  disruption: 'Users do without the feature.',
  parameters: Parameters,
  service: 'ssm',
  target: ({ feature }) => `parameter${feature}`,
  reads: ['GetParameter'],
  changes: ['PutParameter'],
  // Each completes "Not acting because …".
  reasons: {
    'no-such-feature': ({ feature }: About) => `there is no SSM parameter ${feature}`,
    'not-on': ({ feature, value }: About & { value: string }) =>
      `${feature} is not on: its value is ${value}`,
  },
});
