import type * as z from 'zod/mini';
import { alarmReads, kitAction, parametersOf } from '#action/define';
import { named } from '#action/parameters';

const id = (what: string) =>
  named(`the id of ${what}`, /^[a-z0-9]{4,7}$/, '4 to 7 letters and digits, no name');

const Parameters = parametersOf({
  /** Ids, as AppConfig made them. */
  application: id('an AppConfig application'),
  environment: id('an AppConfig environment'),
  profile: id('a configuration profile of feature flags'),
  /** The flag's key. */
  flag: named('the key of a feature flag', /^[a-z][a-zA-Z\d_-]{0,63}$/),
  /** A deployment strategy that deploys to 100 % at once and does not bake: 0 minutes each. */
  strategy: id('a deployment strategy'),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = Pick<Parameters, 'application' | 'environment' | 'profile' | 'flag'>;

const application = ({ application: its }: Parameters) => `application/${its}`;
const environment = (its: Parameters) => `${application(its)}/environment/${its.environment}`;
const profile = (its: Parameters) => `${application(its)}/configurationprofile/${its.profile}`;
const strategy = (its: Parameters) => `deploymentstrategy/${its.strategy}`;

/**
 * A call with all the resources that it is authorized against.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsappconfig.html
 */
const call = (name: string, ...on: ((its: Parameters) => string)[]) => ({
  call: name,
  on: (its: Parameters) => on.map((one) => one(its)),
  because:
    'AppConfig authorizes a call against all of these, and makes up the numbers of versions and deployments.',
});

export default kitAction({
  id: 'turn-off-feature',
  shown: 'emulator',
  notShown: 'with experiments, which no local AWS here has',
  title: 'Turn off feature',
  summary:
    'Turns off a feature flag of AWS AppConfig: deploys what is deployed, with this one flag off. Taken back afterwards.',
  disruption: 'Users do without the feature until it is on again.',
  drill: { fault: 'what the feature depends on answers slowly', endsByItself: false },
  parameters: Parameters,
  service: 'appconfig',
  // One change at a time for all flags of a profile: they are deployed together.
  target: (its) => `${environment(its)}/configuration/${its.profile}`,
  reads: [
    call('GetEnvironment', application, environment),
    call('GetConfigurationProfile', application, profile),
    call('GetDeploymentStrategy', strategy),
    call('ListDeployments', application, environment),
    call('GetDeployment', application, environment, (its) => `${environment(its)}/deployment/*`),
    call('ListHostedConfigurationVersions', application, profile),
    call(
      'GetHostedConfigurationVersion',
      application,
      profile,
      (its) => `${profile(its)}/hostedconfigurationversion/*`,
    ),
    {
      call: 'ListExperimentDefinitions',
      on: '*',
      because: 'ListExperimentDefinitions has no resource types.',
    },
    ...alarmReads,
  ],
  changes: [
    call('CreateHostedConfigurationVersion', application, profile),
    call('StartDeployment', application, environment, profile, strategy),
    call('StopDeployment', application, environment, (its) => `${environment(its)}/deployment/*`),
  ],
  leased: {
    subject: ({ flag }) => `feature ${flag}`,
    changed: () => 'off',
    back: () => 'on',
  },
  reasons: {
    'no-such-profile': (its: Its) =>
      `there is no application ${its.application} with an environment ${its.environment} and a configuration profile ${its.profile} in this account and region`,
    'no-such-strategy': ({ strategy: its }: { strategy: string }) => `there is no deployment strategy ${its}`,
    'slow-strategy': (its: { strategy: string; minutes: number; bake: number }) =>
      `deployment strategy ${its.strategy} deploys for ${its.minutes} minutes and bakes for ${its.bake}; it has to be 100 % at once, with 0 minutes each`,
    'not-hosted-flags': (its: { profile: string; type: string }) =>
      `profile ${its.profile} is ${its.type}, not feature flags that AppConfig hosts`,
    'never-deployed': (its: Its) =>
      `profile ${its.profile} has no completed deployment in environment ${its.environment}`,
    'deployment-in-progress': (its: { number: number; state: string }) =>
      `deployment ${its.number} of its environment is ${its.state}`,
    'no-such-flag': (its: { flag: string; version: string }) =>
      `version ${its.version}, which is deployed, has no flag ${its.flag}`,
    'has-variants': (its: { flag: string }) =>
      `flag ${its.flag} has variants, each of them on or off by itself; only a plain flag is turned off`,
    'is-off': (its: { flag: string; version: string }) =>
      `flag ${its.flag} is off already, in version ${its.version}`,
    'in-experiment': (its: { flag: string; experiment: string }) =>
      `flag ${its.flag} is under the experiment ${its.experiment}`,
    'monitor-not-ok': (its: { alarm: string; state: string }) =>
      `${its.alarm}, which monitors the environment, is ${its.state}, and AppConfig would roll the deployment back`,
  },
});
