import {
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListServiceDeploymentsCommand,
  type Service,
  type ServiceDeploymentBrief,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { ifThere, type Send } from '../calls.ts';
import { everyPage } from '../pages.ts';
import { reasonsOf } from '../reasons.ts';
import { type Its, releaseReasons } from './ecs.ts';

/** A service deployment and its task definition. */
export interface Release {
  readonly arn: string;
  readonly status: string;
  readonly createdAt: Date;
  readonly taskDefinition: string;
}

/** A service and its releases, newest first. */
export interface Found {
  readonly service: Service | undefined;
  readonly releases: readonly Release[];
}

const reason = reasonsOf({ reasons: releaseReasons });

/**
 * States of deployments that are not over. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
 */
const underWay = new Set([
  'PENDING',
  'IN_PROGRESS',
  'STOP_REQUESTED',
  'ROLLBACK_REQUESTED',
  'ROLLBACK_IN_PROGRESS',
]);
/** DescribeServiceRevisions takes at most 20. */
const mostReleases = 20;

export const isUnderWay = ({ status }: Release): boolean => underWay.has(status);

/** A task definition's short name: `web:7`. */
export const familyOf = (arn: string | undefined): string =>
  arn?.split('/').at(-1) ?? 'an unknown task definition';

/** The service and its newest releases. ECS keeps service deployments for 90 days. */
export async function findReleases(read: Send, { cluster, service: name }: Its): Promise<Found | undefined> {
  const described = await ifThere(
    read(new DescribeServicesCommand({ cluster, services: [name] })),
    'ClusterNotFoundException',
  );
  if (!described) return undefined;
  const service = described.services?.[0];
  if (service?.status !== 'ACTIVE') return { service, releases: [] };
  const newest = (await deploymentsOf(read, { cluster, service: name })).slice(0, mostReleases);
  const serviceRevisionArns = [...new Set(newest.flatMap((one) => one.targetServiceRevisionArn ?? []))];
  const { serviceRevisions = [] } =
    serviceRevisionArns.length > 0
      ? await read(new DescribeServiceRevisionsCommand({ serviceRevisionArns }))
      : {};
  const definitions = new Map(serviceRevisions.map((one) => [one.serviceRevisionArn, one.taskDefinition]));
  return {
    service,
    releases: newest.map(({ serviceDeploymentArn, status, createdAt, targetServiceRevisionArn }) => ({
      arn: serviceDeploymentArn ?? 'none',
      status: status ?? 'in no known state',
      createdAt: createdAt ?? new Date(0),
      taskDefinition: definitions.get(targetServiceRevisionArn) ?? 'unknown',
    })),
  };
}

/** Its service deployments, sorted newest first, since the API promises no order. */
async function deploymentsOf(read: Send, its: Its): Promise<ServiceDeploymentBrief[]> {
  const all = await everyPage(async (nextToken) => {
    const answer = await read(new ListServiceDeploymentsCommand({ ...its, maxResults: 100, nextToken }));
    return [answer.serviceDeployments, answer.nextToken];
  });
  return all.sort((one, other) => (other.createdAt?.getTime() ?? 0) - (one.createdAt?.getTime() ?? 0));
}

/** The task definition; undefined if it was deleted. */
export async function definitionOf(
  read: Send,
  taskDefinition: string | undefined,
): Promise<TaskDefinition | undefined> {
  if (!taskDefinition) return undefined;
  const asked = read(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return (await ifThere(asked, 'ClientException', 'InvalidParameterException'))?.taskDefinition;
}

/** Why the service can never be rolled back, as configured; undefined if it can. */
export function whyNeverTakenBack(found: Found | undefined, its: Its) {
  if (!found) return reason('no-such-cluster', { cluster: its.cluster });
  const { service } = found;
  if (!service) return reason('no-such-service', its);
  if (service.status !== 'ACTIVE')
    return reason('not-active', { ...its, status: service.status ?? 'in no known state' });
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-arn-migration.html
  if (service.serviceArn?.split('/').length === 2)
    return reason('short-arn', { ...its, arn: service.serviceArn });
  const { type: controller = 'ECS' } = service.deploymentController ?? {};
  return controller === 'ECS' ? undefined : reason('other-controller', { ...its, controller });
}

/**
 * Why the old tasks could not be started: "you can't use an INACTIVE task definition to run new tasks".
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
 */
export function whyNotStartable(target: Release, definition: TaskDefinition | undefined, its: Its) {
  const { status = 'gone' } = definition ?? {};
  if (status === 'ACTIVE') return undefined;
  return reason('inactive-definition', { ...its, definition: familyOf(target.taskDefinition), status });
}

/** What a person has to do next, or the next deployment brings the bad release back. */
export const driftWarning = (bad: string, good: string): string =>
  `Infrastructure as code still names ${bad}: set the service's task definition to ${good} there, or its next deployment brings ${bad} back.`;
