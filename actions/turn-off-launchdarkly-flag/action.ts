import * as z from 'zod/mini';
import { kitAction, parametersOf, secretReads } from '#action/define';
import { named } from '#action/parameters';
import { Secret } from '#core/channel/define-channel';

/** https://launchdarkly.com/docs/api/projects and /environments: what a key may consist of */
const key = (what: string) =>
  named(`the key of ${what}`, /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,255}$/, `no name and no pattern`);

const Parameters = parametersOf({
  project: key('a LaunchDarkly project'),
  environment: key('an environment of the project'),
  flag: key('a feature flag'),
  /** An access token that may update this flag in this environment and nothing else: a custom role. */
  token: Secret,
  /** Where the account lives. @default app.launchdarkly.com */
  host: z.optional(
    z.enum(
      ['app.launchdarkly.com', 'app.eu.launchdarkly.com', 'app.launchdarkly.us'],
      "must be one of LaunchDarkly's own",
    ),
  ),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = Pick<Parameters, 'project' | 'environment' | 'flag'>;
const its = ({ project, environment, flag }: Its) => `flag ${flag} of ${project} in ${environment}`;

export default kitAction({
  id: 'turn-off-launchdarkly-flag',
  shown: 'model',
  title: 'Turn off LaunchDarkly flag',
  summary:
    'Turns off a feature flag of LaunchDarkly in one environment, so that everybody gets its off variation. Taken back afterwards.',
  disruption: 'Users do without the feature until it is on again.',
  drill: { fault: 'what the feature depends on answers slowly', endsByItself: false },
  parameters: Parameters,
  // Not a service of AWS: the flag is elsewhere, and its lock only needs a name.
  service: 'launchdarkly',
  target: ({ project, environment, flag }) => `flag/${project}/${environment}/${flag}`,
  reads: [{ call: 'GetFlag', outsideAws: true }],
  changes: [{ call: 'PatchFlag', outsideAws: true }],
  onBehalf: secretReads(({ token }: Parameters) => token, 'the access token'),
  leased: {
    subject: ({ flag }) => `flag ${flag}`,
    changed: () => 'off',
    back: () => 'on',
  },
  reasons: {
    'no-such-flag': (of: Its) => `LaunchDarkly has no ${its(of)} that the access token may see`,
    archived: (of: Its) => `${its(of)} is archived`,
    'is-off': (of: Its) => `${its(of)} is off already`,
  },
});
