import type {
  DeploymentState,
  DeploymentStrategy,
  GetDeploymentCommandOutput,
} from '@aws-sdk/client-appconfig';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly ApplicationId?: string;
  readonly EnvironmentId?: string;
  readonly ConfigurationProfileId?: string;
  readonly DeploymentStrategyId?: string;
  readonly DeploymentNumber?: number;
  readonly VersionNumber?: number;
  readonly ConfigurationVersion?: string;
  readonly Content?: Uint8Array;
  readonly Description?: string;
  readonly LatestVersionNumber?: number;
  readonly LatestDeploymentNumber?: number;
  readonly AllowRevert?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly FlagKey?: string;
}

type Deployment = Omit<GetDeploymentCommandOutput, '$metadata'>;

/** One profile of feature flags in one environment; change its fields to change the world. */
export interface FlagProfile {
  readonly arn: string;
  type: string;
  /** Contents by version number, from 1. */
  readonly versions: string[];
  readonly deployments: Deployment[];
  strategy: DeploymentStrategy;
  /** Names of the environment's monitors. */
  readonly monitors: string[];
  /** Flags under an active experiment. */
  readonly experiments: string[];
}

/** "You can deploy only one configuration at a time to an environment." */
const underWay: readonly DeploymentState[] = ['DEPLOYING', 'BAKING', 'VALIDATING', 'ROLLING_BACK'];
/** How long until applications have polled, in seconds. */
const noticedAfter = 15;
const revertHours = 72;

/** AppConfig, limited to feature flags that it hosts. One profile per environment. */
export class AppConfig {
  readonly #stage: Stage;
  readonly #profiles = new Map<string, FlagProfile>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    GetEnvironment: (its: Asked) => ({
      Monitors: this.#in(its).monitors.map((name) => ({
        AlarmArn: `arn:aws:cloudwatch:eu-central-1:1:alarm:${name}`,
      })),
    }),
    GetConfigurationProfile: (its: Asked) => ({ Type: this.#of(its).type, LocationUri: 'hosted' }),
    GetDeploymentStrategy: ({ DeploymentStrategyId: id }: Asked) => {
      const found = [...this.#profiles.values()].find(({ strategy }) => strategy.Id === id);
      if (!found) throw awsError('ResourceNotFoundException', `There is no deployment strategy ${id}.`);
      return found.strategy;
    },
    ListDeployments: (its: Asked) => paged([...this.#in(its).deployments].reverse().map(summary), its),
    GetDeployment: (its: Asked) => ({ ...this.#deployment(its) }),
    ListHostedConfigurationVersions: (its: Asked) =>
      paged(
        this.#of(its)
          .versions.map((_, index) => ({ VersionNumber: index + 1 }))
          .reverse(),
        its,
      ),
    GetHostedConfigurationVersion: (its: Asked) => {
      const content = this.#of(its).versions[(its.VersionNumber ?? 0) - 1];
      if (content === undefined) throw awsError('ResourceNotFoundException', 'There is no such version.');
      return { Content: new TextEncoder().encode(content) };
    },
    ListExperimentDefinitions: ({ ...its }: { readonly ApplicationIdentifier?: string }) => ({
      Items: [...this.#profiles]
        .filter(([key]) => key.startsWith(`${its.ApplicationIdentifier}/`))
        .flatMap(([, { experiments }]) => experiments.map((FlagKey) => ({ FlagKey, Name: `on-${FlagKey}` }))),
    }),
    CreateHostedConfigurationVersion: (its: Asked) => this.#create(its),
    StartDeployment: (its: Asked) => this.#start(its),
    StopDeployment: (its: Asked) => this.#stop(its),
  };

  /** Creates a profile whose first version, with this flag on, is deployed now, unless it exists. */
  put(
    its: {
      readonly application: string;
      readonly environment: string;
      readonly profile: string;
      readonly strategy: string;
    },
    flag: string,
  ): FlagProfile {
    const key = `${its.application}/${its.environment}/${its.profile}`;
    const { partition, region, account } = this.#stage.place;
    const made: FlagProfile = this.#profiles.get(key) ?? {
      arn: `arn:${partition}:appconfig:${region}:${account}:application/${its.application}/environment/${its.environment}/configuration/${its.profile}`,
      type: 'AWS.AppConfig.FeatureFlags',
      versions: [flagsOf({ [flag]: true, other: true })],
      deployments: [],
      strategy: {
        Id: its.strategy,
        DeploymentDurationInMinutes: 0,
        FinalBakeTimeInMinutes: 0,
        GrowthFactor: 100,
      },
      monitors: [],
      experiments: [],
    };
    this.#profiles.set(key, made);
    if (made.deployments.length === 0) this.deploy(made, '1', its.profile);
    return made;
  }

  remove({
    application,
    environment,
    profile,
  }: Readonly<Record<'application' | 'environment' | 'profile', string>>): void {
    this.#profiles.delete(`${application}/${environment}/${profile}`);
  }

  /** A profile, by its application and name. @throws Error AWS's own, if there is none */
  profile(its: {
    readonly application: string;
    readonly environment: string;
    readonly profile: string;
  }): FlagProfile {
    return this.#of({ ApplicationId: its.application, ConfigurationProfileId: its.profile });
  }

  /** Someone deploys a version. */
  deploy(
    of: FlagProfile,
    version: string,
    profile: string,
    {
      state = 'COMPLETE',
      description = 'by a person',
    }: { state?: DeploymentState; description?: string } = {},
  ): Deployment {
    const made: Deployment = {
      DeploymentNumber: of.deployments.length + 1,
      ConfigurationProfileId: profile,
      ConfigurationVersion: version,
      Description: description,
      State: state,
      StartedAt: this.#stage.world.clock.now(),
      CompletedAt: this.#stage.world.clock.now(),
    };
    of.deployments.push(made);
    return made;
  }

  #in({ ApplicationId, EnvironmentId }: Asked): FlagProfile {
    return this.#find((key) => key.startsWith(`${ApplicationId}/${EnvironmentId}/`));
  }

  #of({ ApplicationId, ConfigurationProfileId }: Asked): FlagProfile {
    return this.#find(
      (key) => key.startsWith(`${ApplicationId}/`) && key.endsWith(`/${ConfigurationProfileId}`),
    );
  }

  #find(isIt: (key: string) => boolean): FlagProfile {
    const [, found] = [...this.#profiles].find(([key]) => isIt(key)) ?? [];
    if (!found) throw awsError('ResourceNotFoundException', 'Could not find the resource.');
    return found;
  }

  #deployment(its: Asked): Deployment {
    const found = this.#in(its).deployments[(its.DeploymentNumber ?? 0) - 1];
    if (!found) throw awsError('ResourceNotFoundException', 'There is no such deployment.');
    return found;
  }

  /**
   * "To avoid overwriting, … LatestVersionNumber":
   * https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_CreateHostedConfigurationVersion.html
   */
  #create(its: Asked): object {
    const { versions } = this.#of(its);
    const latest = versions.length;
    if (its.LatestVersionNumber !== undefined && its.LatestVersionNumber !== latest)
      throw awsError('ConflictException', `The latest version is ${latest}.`);
    versions.push(new TextDecoder().decode(its.Content));
    return { VersionNumber: versions.length };
  }

  #start(its: Asked): object {
    const of = this.#in(its);
    const newest = of.deployments.length;
    if (its.LatestDeploymentNumber !== undefined && its.LatestDeploymentNumber !== newest)
      throw awsError('ConflictException', `The latest deployment is ${newest}.`);
    if (of.deployments.some(({ State }) => State && underWay.includes(State)))
      throw awsError('ConflictException', 'A deployment is in progress.');
    const made = this.deploy(of, its.ConfigurationVersion ?? '', its.ConfigurationProfileId ?? '', {
      description: its.Description ?? '',
    });
    this.#stage.effect(of.arn, noticedAfter);
    return { DeploymentNumber: made.DeploymentNumber };
  }

  /** https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-deploying-reverting.html */
  #stop(its: Asked): object {
    const found = this.#deployment(its);
    const age = this.#stage.world.clock.milliseconds - (found.CompletedAt?.getTime() ?? 0);
    if (found.State !== 'COMPLETE' || !its.AllowRevert || age > revertHours * 3_600_000)
      throw awsError('BadRequestException', `Deployment ${its.DeploymentNumber} cannot be stopped.`);
    found.State = 'REVERTED';
    this.#stage.effect(this.#in(its).arn, noticedAfter);
    return { ...found };
  }
}

/** The content of a version with plain flags. */
export const flagsOf = (flags: Readonly<Record<string, boolean>>): string =>
  JSON.stringify({
    version: '1',
    flags: Object.fromEntries(Object.keys(flags).map((flag) => [flag, { name: flag }])),
    values: Object.fromEntries(Object.entries(flags).map(([flag, enabled]) => [flag, { enabled }])),
  });

/** What a list shows; the description is not in it. */
const summary = ({ Description: _, ...shown }: Deployment) => shown;

function paged(all: readonly object[], { MaxResults = 50, NextToken = '0' }: Asked): object {
  const end = Number(NextToken) + MaxResults;
  return {
    Items: all.slice(Number(NextToken), end),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  };
}
