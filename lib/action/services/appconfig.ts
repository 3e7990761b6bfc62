import {
  type DeploymentSummary,
  GetDeploymentCommand,
  GetHostedConfigurationVersionCommand,
  ListDeploymentsCommand,
  ListHostedConfigurationVersionsCommand,
} from '@aws-sdk/client-appconfig';
import { ifThere, type Send } from '../calls.ts';
import { everyPage } from '../pages.ts';

/** An AppConfig configuration profile: its deployments and versions. */

/** AppConfig's ids. */
interface Place {
  readonly application: string;
  readonly environment: string;
  readonly profile: string;
}

/** A completed deployment of the profile: what applications get now. */
interface Served {
  readonly number: number;
  readonly version: string;
  readonly description: string;
  readonly at: string;
}

export interface Deployments {
  /** Number of the environment's newest deployment, of any profile; 0 if there is none. */
  readonly newest: number;
  /** A deployment that is not over, of any profile: AppConfig deploys one configuration to an environment at a time. */
  readonly underWay?: { readonly number: number; readonly state: string; readonly isOfProfile: boolean };
  readonly served?: Served;
}

/** How many deployments are read to find one of this profile. */
const mostDeployments = 20;
const over = ['COMPLETE', 'REVERTED', 'ROLLED_BACK'];

/** The environment's relevant deployments. A reverted one is no longer served; the one before it is. */
export async function deployments(its: Place, read: Send): Promise<Deployments> {
  const all = await listed(its, read);
  const first = all.find(({ State = 'in no known state' }) => !over.includes(State));
  const served = await servedOf(its, all, read);
  return {
    newest: all[0]?.DeploymentNumber ?? 0,
    ...(first && {
      underWay: {
        number: first.DeploymentNumber ?? 0,
        state: first.State ?? 'in no known state',
        isOfProfile: (first.ConfigurationProfileId ?? its.profile) === its.profile,
      },
    }),
    ...(served && { served }),
  };
}

/** Newest first. */
async function listed({ application, environment }: Place, read: Send): Promise<DeploymentSummary[]> {
  const asked = { ApplicationId: application, EnvironmentId: environment, MaxResults: 50 };
  const all = await everyPage(async (NextToken) => {
    const answer = await read(new ListDeploymentsCommand({ ...asked, NextToken }));
    return [answer.Items, answer.NextToken];
  });
  return all.sort((one, other) => (other.DeploymentNumber ?? 0) - (one.DeploymentNumber ?? 0));
}

/** The newest completed deployment of the profile. Its description is only in the deployment itself. */
async function servedOf(
  { application: ApplicationId, environment: EnvironmentId, profile }: Place,
  all: readonly DeploymentSummary[],
  read: Send,
): Promise<Served | undefined> {
  const mayBeIts = ({ State, ConfigurationProfileId: its = profile }: DeploymentSummary) =>
    State === 'COMPLETE' && its === profile;
  for (const { DeploymentNumber: number = 0 } of all.filter(mayBeIts).slice(0, mostDeployments)) {
    const asked = { ApplicationId, EnvironmentId, DeploymentNumber: number };
    const found = await read(new GetDeploymentCommand(asked));
    if (found.ConfigurationProfileId !== profile) continue;
    const { ConfigurationVersion: version = '', Description: description = '', CompletedAt } = found;
    return { number, version, description, at: CompletedAt?.toISOString() ?? 'unknown' };
  }
  return undefined;
}

/** The highest version number of the profile, deployed or not; 0 if there is none. */
export async function newestVersion({ application, profile }: Place, read: Send): Promise<number> {
  const asked = { ApplicationId: application, ConfigurationProfileId: profile, MaxResults: 50 };
  const all = await everyPage(async (NextToken) => {
    const answer = await read(new ListHostedConfigurationVersionsCommand({ ...asked, NextToken }));
    return [answer.Items, answer.NextToken];
  });
  return Math.max(0, ...all.map(({ VersionNumber = 0 }) => VersionNumber));
}

/** The content of a version; undefined if it was deleted. */
export async function readVersion(
  { application: ApplicationId, profile: ConfigurationProfileId }: Place,
  version: string,
  read: Send,
): Promise<string | undefined> {
  const asked = { ApplicationId, ConfigurationProfileId, VersionNumber: Number(version) };
  const found = await ifThere(
    read(new GetHostedConfigurationVersionCommand(asked)),
    'ResourceNotFoundException',
  );
  return found && new TextDecoder().decode(found.Content);
}
