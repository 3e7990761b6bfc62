import type { ServiceDeploymentStatus, TaskDefinition } from '@aws-sdk/client-ecs';
import { awsError } from '../wire.ts';
import type { EcsService } from './ecs-service.ts';

/** A service deployment; change its fields to change the world. */
export interface Release {
  readonly id: string;
  readonly definition: TaskDefinition;
  status: ServiceDeploymentStatus;
  createdAt: Date;
}

/** A release of the service's current task definition. */
export const release = (of: EcsService, status: ServiceDeploymentStatus, createdAt: Date): Release => ({
  id: `release-${(of.releases.length ?? 0) + 1}`,
  definition: of.definition,
  status,
  createdAt,
});

/** The next revision of its task definition. */
export function definitionAfter({ definition, releases }: EcsService): TaskDefinition {
  const family = (definition.taskDefinitionArn ?? '').split(':').slice(0, -1).join(':');
  return { ...definition, taskDefinitionArn: `${family}:${releases.length + 1}` };
}

const arnIn = ({ arn }: EcsService, type: string, id: string) =>
  `${arn.replace(':service/', `:${type}/`)}/${id}`;

/** ListServiceDeployments, oldest first: AWS promises no order. */
export function listReleases(
  of: EcsService,
  { maxResults = 20, nextToken = '0' }: { readonly maxResults?: number; readonly nextToken?: string },
): object {
  const all = [...of.releases].reverse().map(({ id, status, createdAt }) => ({
    serviceDeploymentArn: arnIn(of, 'service-deployment', id),
    serviceArn: of.arn,
    targetServiceRevisionArn: arnIn(of, 'service-revision', id),
    status,
    createdAt,
  }));
  const end = Number(nextToken) + maxResults;
  return {
    serviceDeployments: all.slice(Number(nextToken), end),
    ...(end < all.length ? { nextToken: String(end) } : {}),
  };
}

/** DescribeServiceRevisions. "The maximum number of service revisions is 20." */
export function revisionsOf(services: readonly EcsService[], arns: readonly string[]): object {
  if (arns.length === 0 || arns.length > 20)
    throw awsError('InvalidParameterException', 'serviceRevisionArns must have 1 to 20 members.');
  const serviceRevisions = services.flatMap((service) =>
    service.releases.flatMap(({ id, definition }) => {
      const serviceRevisionArn = arnIn(service, 'service-revision', id);
      return arns.includes(serviceRevisionArn)
        ? [{ serviceRevisionArn, taskDefinition: definition.taskDefinitionArn }]
        : [];
    }),
  );
  return { serviceRevisions, failures: [] };
}

/**
 * What StopServiceDeployment does: a deployment that is PENDING or IN_PROGRESS is rolled back to "the last successful service
 * revision", one that is already being stopped or rolled back goes on, and any other is refused.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
 */
export function stopRelease(services: readonly EcsService[], arn: string) {
  const running = services.find((one) =>
    one.releases.some(({ id }) => arnIn(one, 'service-deployment', id) === arn),
  );
  const stopped = running?.releases.find(({ id }) => arnIn(running, 'service-deployment', id) === arn);
  if (!running || !stopped)
    throw awsError('ServiceDeploymentNotFoundException', 'The service deployment does not exist.');
  if (['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'].includes(stopped.status))
    return { running, stopped, target: undefined };
  const target = running.releases.find(({ status }) => status === 'SUCCESSFUL');
  if (!['PENDING', 'IN_PROGRESS'].includes(stopped.status) || !target)
    throw awsError('ConflictException', `The service deployment is ${stopped.status}.`);
  stopped.status = 'ROLLBACK_IN_PROGRESS';
  return { running, stopped, target };
}
