import {
  type DeploymentSummary,
  GetDeploymentCommand,
  GetHostedConfigurationVersionCommand,
  ListDeploymentsCommand,
  ListHostedConfigurationVersionsCommand,
} from '@aws-sdk/client-appconfig';
import { ifThere, type Send } from '#action/calls';
import type { Parameters } from './action.ts';

type Place = Pick<Parameters, 'application' | 'environment' | 'profile'>;

/** A completed deployment of the profile: what applications get now. */
interface Served {
  readonly number: number;
  readonly version: string;
  readonly description: string;
  readonly at: string;
}

export interface Deployments {
  /** Number of the newest deployment of the environment, of any profile; 0 where there is none. */
  readonly newest: number;
  readonly underWay?: { readonly number: number; readonly state: string };
  readonly served?: Served;
}

/** How many deployments are looked at to find one of this profile. */
const mostDeployments = 20;
const mostPages = 10;
const over = ['COMPLETE', 'REVERTED', 'ROLLED_BACK'];

/** The environment's deployments, as far as they matter. A reverted one is served no more; the one before it is. */
export async function deployments(its: Place, read: Send): Promise<Deployments> {
  const all = await listed(its, read);
  const [newest] = all;
  const first = all.find(({ State = 'in no known state' }) => !over.includes(State));
  const underWay = first && {
    number: first.DeploymentNumber ?? 0,
    state: first.State ?? 'in no known state',
  };
  const served = await servedOf(its, all, read);
  return {
    newest: newest?.DeploymentNumber ?? 0,
    ...(underWay ? { underWay } : {}),
    ...(served ? { served } : {}),
  };
}

/** Newest first. */
async function listed({ application, environment }: Place, read: Send): Promise<DeploymentSummary[]> {
  const at = { ApplicationId: application, EnvironmentId: environment };
  const all: DeploymentSummary[] = [];
  let NextToken: string | undefined;
  for (let page = 0; page === 0 || (NextToken && page < mostPages); page++) {
    const answer = await read(
      new ListDeploymentsCommand({ ...at, MaxResults: 50, ...(NextToken && { NextToken }) }),
    );
    all.push(...(answer.Items ?? []));
    NextToken = answer.NextToken;
  }
  return all.sort((one, other) => (other.DeploymentNumber ?? 0) - (one.DeploymentNumber ?? 0));
}

/** The newest completed deployment of the profile. Its description stands only in the deployment itself. */
async function servedOf(
  { application, environment, profile }: Place,
  all: readonly DeploymentSummary[],
  read: Send,
): Promise<Served | undefined> {
  const mayBeOurs = ({ State, ConfigurationProfileId: its = profile }: DeploymentSummary) =>
    State === 'COMPLETE' && its === profile;
  for (const { DeploymentNumber: number = 0 } of all.filter(mayBeOurs).slice(0, mostDeployments)) {
    const found = await read(
      new GetDeploymentCommand({
        ApplicationId: application,
        EnvironmentId: environment,
        DeploymentNumber: number,
      }),
    );
    if (found.ConfigurationProfileId !== profile) continue;
    const { ConfigurationVersion: version = '', Description: description = '', CompletedAt } = found;
    return { number, version, description, at: CompletedAt?.toISOString() ?? 'unknown' };
  }
  return undefined;
}

/** The highest version number of the profile, whether it was deployed or not; 0 where there is none. */
export async function newestVersion({ application, profile }: Place, read: Send): Promise<number> {
  const its = { ApplicationId: application, ConfigurationProfileId: profile };
  let newest = 0;
  let NextToken: string | undefined;
  for (let page = 0; page === 0 || (NextToken && page < mostPages); page++) {
    const answer = await read(
      new ListHostedConfigurationVersionsCommand({ ...its, MaxResults: 50, ...(NextToken && { NextToken }) }),
    );
    newest = Math.max(newest, ...(answer.Items ?? []).map(({ VersionNumber = 0 }) => VersionNumber));
    NextToken = answer.NextToken;
  }
  return newest;
}

/** The content of a version; undefined where it was deleted. */
export async function readVersion(
  { application, profile }: Place,
  version: string,
  read: Send,
): Promise<string | undefined> {
  const found = await ifThere(
    read(
      new GetHostedConfigurationVersionCommand({
        ApplicationId: application,
        ConfigurationProfileId: profile,
        VersionNumber: Number(version),
      }),
    ),
    'ResourceNotFoundException',
  );
  return found && new TextDecoder().decode(found.Content);
}
