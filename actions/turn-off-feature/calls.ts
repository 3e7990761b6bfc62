import {
  AppConfigClient,
  CreateHostedConfigurationVersionCommand,
  GetConfigurationProfileCommand,
  GetDeploymentStrategyCommand,
  GetEnvironmentCommand,
  ListExperimentDefinitionsCommand,
  StartDeploymentCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import { type Deployments, deployments, newestVersion, readVersion } from '#action/services/appconfig';
import { isOn, withFlag } from '#action/services/appconfig-flags';
import { alarmState } from '#action/services/cloudwatch';
import { secondsBetween } from '#core/time';
import action, { type Parameters } from './action.ts';

/*
 * No window remains: AppConfig takes a version or a deployment only if none has come since those that were looked at
 * (LatestVersionNumber, LatestDeploymentNumber). A revert names the deployment, and AppConfig deploys one configuration at a
 * time.
 */

const reason = reasonsOf(action);
const missing = 'ResourceNotFoundException';
/** "AppConfig only allows a revert within 72 hours of deployment completion." One hour less, in case clocks differ. */
const revertSeconds = 71 * 3_600;

const inProgress = ({ number, state }: NonNullable<Deployments['underWay']>) =>
  reason('deployment-in-progress', { number, state });

/** The description by which a deployment of ours is told from others. */
const ours = (attempt: string, what: 'off' | 'on') => `Nightshift ${attempt}: ${what}`;

export default kitCalls(action, {
  clients: { appconfig: AppConfigClient, cloudwatch: CloudWatchClient },

  observe: async (its, read) => {
    const [environment, profile, strategy] = await placesOf(its, read);
    if (!environment || !profile || !strategy) return { environment, profile, strategy };
    const [all, latestVersion, { Items: experiments = [] }] = await Promise.all([
      deployments(its, read),
      newestVersion(its, read),
      read(
        new ListExperimentDefinitionsCommand({
          ApplicationIdentifier: its.application,
          ConfigurationProfileIdentifier: its.profile,
          EnvironmentIdentifier: its.environment,
          Status: 'ACTIVE',
        }),
      ),
    ]);
    const content = all.served && (await readVersion(its, all.served.version, read));
    const names = (environment.Monitors ?? []).map(
      ({ AlarmArn = '' }) => AlarmArn.split(':alarm:')[1] ?? AlarmArn,
    );
    const monitors = await Promise.all(
      names.map(async (alarm) => ({ alarm, state: (await alarmState(read, alarm)) ?? 'gone' })),
    );
    return { environment, profile, strategy, all, latestVersion, content, experiments, monitors };
  },

  judge: ({ environment, profile, strategy, all, content, ...seen }, its) => {
    const { flag } = its;
    if (!environment || !profile) return { never: reason('no-such-profile', its) };
    if (!strategy) return { never: reason('no-such-strategy', its) };
    const { DeploymentDurationInMinutes: minutes = 0, FinalBakeTimeInMinutes: bake = 0 } = strategy;
    if (minutes > 0 || bake > 0 || strategy.GrowthFactor !== 100)
      return { never: reason('slow-strategy', { ...its, minutes, bake }) };
    if (profile.Type !== 'AWS.AppConfig.FeatureFlags' || profile.LocationUri !== 'hosted')
      return { never: reason('not-hosted-flags', { ...its, type: profile.Type ?? 'of no type' }) };
    if (all?.underWay) return { refuse: inProgress(all.underWay) };
    if (!all?.served || !content) return { never: reason('never-deployed', its) };
    const { number, version } = all.served;
    const state = isOn(content, flag);
    if (state === 'missing') return { refuse: reason('no-such-flag', { flag, version }) };
    if (state === 'variants') return { never: reason('has-variants', { flag }) };
    if (state === 'off') return { refuse: reason('is-off', { flag, version }) };
    const experiment = seen.experiments?.find(({ FlagKey }) => FlagKey === flag);
    if (experiment)
      return { refuse: reason('in-experiment', { flag, experiment: experiment.Name ?? 'without a name' }) };
    const monitor = seen.monitors?.find((one) => one.state !== 'OK');
    if (monitor) return { refuse: reason('monitor-not-ok', monitor) };
    return {
      intends: `Turn off feature ${flag}: deploy version ${version} with this flag off.`,
      before: { flag: 'on', version, deployment: number },
      evidence: { deployedAt: all.served.at, latestVersion: seen.latestVersion ?? 0 },
      pin: {
        version,
        deployment: number,
        newest: all.newest,
        latestVersion: seen.latestVersion ?? 0,
        content,
      },
    };
  },

  change: async (its, { pin, attempt }, send) => {
    const { version, deployment } = await deploy(its, { ...pin, to: 'off', attempt }, send);
    return {
      did: `Turned off feature ${its.flag}: started deployment ${deployment} of version ${version}, which is ${pin.version} with this flag off.`,
      after: { flag: 'off', version, deployment },
    };
  },

  restore: {
    values: (_pin, _its, attempt) => ({
      before: { flag: 'on' },
      wrote: { flag: 'off', by: ours(attempt, 'off') },
    }),

    look: async (its, read) => {
      const found = await servedNow(its, read);
      if (!found) return undefined;
      const { served, underWay, content } = found;
      const by = underWay?.isOfProfile
        ? `deployment ${underWay.number}, which is ${underWay.state}`
        : served.description;
      const { version, number: deployment } = served;
      return { flag: isOn(content, its.flag), by, version, deployment };
    },

    putBack: async (its, { id, since }, { send, read, now }) => {
      const found = await servedNow(its, read);
      if (!found) throw new Error('what was deployed is gone');
      const { served, newest, content, underWay } = found;
      if (underWay) return { refuse: inProgress(underWay) };
      const at = { ApplicationId: its.application, EnvironmentId: its.environment };
      // A revert does not depend on monitors. What it leads to is known only for the newest deployment.
      if (newest === served.number && secondsBetween(since, now) < revertSeconds) {
        await send(new StopDeploymentCommand({ ...at, DeploymentNumber: served.number, AllowRevert: true }));
        return {
          did: `Turned on feature ${its.flag} again: reverted deployment ${served.number}.`,
          after: { flag: 'on' },
        };
      }
      const latestVersion = await newestVersion(its, read);
      const to = { newest, latestVersion, content, to: 'on', attempt: id } as const;
      const { deployment, version } = await deploy(its, to, send);
      return {
        did: `Turned on feature ${its.flag} again: started deployment ${deployment} of version ${version}, which is ${served.version} with this flag on.`,
        after: { flag: 'on' },
      };
    },
  },
});

const placesOf = ({ application, environment, profile, strategy }: Parameters, read: Send) => {
  const ApplicationId = application;
  return Promise.all([
    ifThere(read(new GetEnvironmentCommand({ ApplicationId, EnvironmentId: environment })), missing),
    ifThere(
      read(new GetConfigurationProfileCommand({ ApplicationId, ConfigurationProfileId: profile })),
      missing,
    ),
    ifThere(read(new GetDeploymentStrategyCommand({ DeploymentStrategyId: strategy })), missing),
  ]);
};

/** What is deployed now, with its content. */
async function servedNow(its: Parameters, read: Send) {
  const { served, ...all } = await deployments(its, read);
  const content = served && (await readVersion(its, served.version, read));
  return served && content ? { ...all, served, content } : undefined;
}

interface Change {
  readonly content: string;
  /** The newest version and the environment's newest deployment when looked at: AppConfig refuses if there are newer ones. */
  readonly latestVersion: number;
  readonly newest: number;
  readonly to: 'off' | 'on';
  readonly attempt: string;
}

/** Writes a version that differs in one flag from what is deployed, and deploys it at once. */
async function deploy(
  its: Parameters,
  change: Change,
  send: Send,
): Promise<{ version: string; deployment: number }> {
  const { content, latestVersion, newest, to, attempt } = change;
  const Description = ours(attempt, to);
  const profile = { ApplicationId: its.application, ConfigurationProfileId: its.profile };
  const { VersionNumber: version = 0 } = await send(
    new CreateHostedConfigurationVersionCommand({
      ...profile,
      Description,
      Content: new TextEncoder().encode(withFlag(content, its.flag, to === 'on')),
      ContentType: 'application/json',
      LatestVersionNumber: latestVersion,
    }),
  );
  const { DeploymentNumber: deployment = 0 } = await send(
    new StartDeploymentCommand({
      ...profile,
      EnvironmentId: its.environment,
      DeploymentStrategyId: its.strategy,
      ConfigurationVersion: String(version),
      Description,
      LatestDeploymentNumber: newest,
    }),
  );
  return { version: String(version), deployment };
}
