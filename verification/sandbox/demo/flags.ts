import {
  CreateApplicationCommand,
  CreateConfigurationProfileCommand,
  CreateDeploymentStrategyCommand,
  CreateEnvironmentCommand,
  CreateHostedConfigurationVersionCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import {
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
} from '@aws-sdk/client-appconfigdata';
import type { Aws } from '../aws.ts';
import { repeat } from '../repeat.ts';
import { release } from './configuration.ts';

/** The ids that AppConfig assigned for the shop's feature flags. */
export interface FlagIds {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
  readonly strategy: string;
}

/** The service that reads the flags, and the only one it reads. */
export const flaggedService = 'shop';
export const flag = 'recommendations';

/** How often the service's agent asks for its flags, in milliseconds; AppConfig's own asks every 45 seconds. */
const interval = 1_000;

/** As the environment reads them. */
export const asVariable = ({ application, environment, profile, strategy }: FlagIds): string =>
  [application, environment, profile, strategy].join(',');

/** Creates the shop's flags as its team would, and deploys them, all on. */
export async function createFlags({ appconfig }: Aws): Promise<FlagIds> {
  const { Id: ApplicationId = '' } = await appconfig.send(
    new CreateApplicationCommand({ Name: flaggedService }),
  );
  const { Id: EnvironmentId = '' } = await appconfig.send(
    new CreateEnvironmentCommand({ ApplicationId, Name: 'demo' }),
  );
  const { Id: ConfigurationProfileId = '' } = await appconfig.send(
    new CreateConfigurationProfileCommand({
      ApplicationId,
      Name: 'flags',
      LocationUri: 'hosted',
      Type: 'AWS.AppConfig.FeatureFlags',
    }),
  );
  const { Id: DeploymentStrategyId = '' } = await appconfig.send(
    new CreateDeploymentStrategyCommand({
      Name: 'at-once',
      DeploymentDurationInMinutes: 0,
      FinalBakeTimeInMinutes: 0,
      GrowthFactor: 100,
      ReplicateTo: 'NONE',
    }),
  );
  const flags = { version: '1', flags: { [flag]: { name: flag } }, values: { [flag]: { enabled: true } } };
  const { VersionNumber = 1 } = await appconfig.send(
    new CreateHostedConfigurationVersionCommand({
      ApplicationId,
      ConfigurationProfileId,
      ContentType: 'application/json',
      Content: new TextEncoder().encode(JSON.stringify(flags)),
    }),
  );
  await appconfig.send(
    new StartDeploymentCommand({
      ApplicationId,
      EnvironmentId,
      ConfigurationProfileId,
      DeploymentStrategyId,
      ConfigurationVersion: String(VersionNumber),
    }),
  );
  return {
    application: ApplicationId,
    environment: EnvironmentId,
    profile: ConfigurationProfileId,
    strategy: DeploymentStrategyId,
  };
}

/** The flags as an application gets them. */
export async function servedFlags({ appconfigdata }: Aws, ids: FlagIds): Promise<Record<string, boolean>> {
  const { InitialConfigurationToken: ConfigurationToken } = await appconfigdata.send(
    new StartConfigurationSessionCommand({
      ApplicationIdentifier: ids.application,
      EnvironmentIdentifier: ids.environment,
      ConfigurationProfileIdentifier: ids.profile,
    }),
  );
  const { Configuration } = await appconfigdata.send(
    new GetLatestConfigurationCommand({ ConfigurationToken }),
  );
  const values = JSON.parse(new TextDecoder().decode(Configuration)) as Record<string, { enabled?: boolean }>;
  return Object.fromEntries(Object.entries(values).map(([name, { enabled }]) => [name, enabled === true]));
}

/** Acts as the service's AppConfig agent: hands it the flags whenever they change. */
export function followFlags(aws: Aws, ids: FlagIds, signal: AbortSignal): void {
  let known = '';
  repeat('flags', interval, signal, async () => {
    const flags = await servedFlags(aws, ids);
    if (JSON.stringify(flags) === known) return;
    release(flaggedService, { flags });
    known = JSON.stringify(flags);
  });
}
