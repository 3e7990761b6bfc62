import type { Deployment, Service } from '@aws-sdk/client-ecs';
import type { Facts } from '../action-handler.ts';
import type { Parameters } from './action.ts';

const at = (date: Date | undefined) => date?.toISOString() ?? 'an unknown time';
const family = (arn: string | undefined) => arn?.split('/').at(-1) ?? 'an unknown task definition';

/** The deployment that ECS is holding the service to. */
export const primaryOf = (service: Service): Deployment | undefined =>
  service.deployments?.find((deployment) => deployment.status === 'PRIMARY');

const nameOf = ({ cluster, service }: Parameters) => `service ${service} in cluster ${cluster}`;

/** Why this service can't be restarted at all, whatever goes on in it; undefined if nothing speaks against it. */
export function whyNever(service: Service, parameters: Parameters): string | undefined {
  const called = nameOf(parameters);
  if (service.status !== 'ACTIVE') return `${called} is ${service.status ?? 'in no known state'}, not ACTIVE`;
  const controller = service.deploymentController?.type ?? 'ECS';
  return parameters.restart !== 'unhealthy-tasks-only' && controller !== 'ECS'
    ? `${called} is deployed by ${controller}, and a rolling restart needs the ECS deployment controller`
    : undefined;
}

/** Why this service must not be restarted now; undefined if nothing speaks against it. */
export function whyNotNow(service: Service, parameters: Parameters): string | undefined {
  const { restart = 'rolling', minimumHealthy = 1 } = parameters;
  const called = nameOf(parameters);
  const never = whyNever(service, parameters);
  if (never) return never;
  const desired = service.desiredCount ?? 0;
  if (desired === 0) return `${called} is scaled to 0 tasks, so there is nothing to restart`;
  return (
    deploymentInProgress(service, called) ??
    (restart === 'rolling' ? belowMinimum(service, desired, minimumHealthy, called) : undefined)
  );
}

function deploymentInProgress(service: Service, called: string): string | undefined {
  const deployments = service.deployments ?? [];
  const primary = primaryOf(service);
  if (!primary) return `${called} has no primary deployment`;
  if (deployments.length === 1 && primary.rolloutState !== 'IN_PROGRESS') return undefined;
  const others = deployments.length - 1;
  return (
    `a deployment of ${called} is in progress: ${primary.id} of ${family(primary.taskDefinition)}, ` +
    `created at ${at(primary.createdAt)}${others > 0 ? `, with ${others} older not yet drained` : ''}`
  );
}

function belowMinimum(service: Service, desired: number, minimumHealthy: number, called: string) {
  const running = service.runningCount ?? 0;
  if (running < minimumHealthy)
    return `only ${running} of ${desired} tasks of ${called} are running, fewer than the minimum of ${minimumHealthy}`;
  // ECS rounds the lower limit up; 100 is its default for replica services.
  const percent = service.deploymentConfiguration?.minimumHealthyPercent ?? 100;
  const kept = Math.ceil((desired * percent) / 100);
  if (kept < minimumHealthy)
    return (
      `a deployment of ${called} may go down to ${kept} of ${desired} tasks (minimumHealthyPercent ${percent}), ` +
      `fewer than the minimum of ${minimumHealthy}`
    );
  return undefined;
}

/** The service's counts and deployment, as far as a restart changes them. */
export function stateOf(service: Service): Facts {
  const primary = primaryOf(service);
  return {
    deployment: primary?.id ?? null,
    taskDefinition: family(service.taskDefinition),
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
  };
}

/** What is known of the last deployment, and the service's own last words. */
export function historyOf(service: Service): Facts {
  const primary = primaryOf(service);
  return {
    lastDeployment: primary?.id ?? null,
    lastDeploymentAt: at(primary?.createdAt),
    lastDeploymentState: primary?.rolloutState ?? 'not reported',
    lastDeploymentOf: family(primary?.taskDefinition),
    lastDeploymentBy: 'not recorded by ECS; CloudTrail has it as UpdateService at that time',
    serviceCreatedBy: service.createdBy ?? 'not recorded by ECS',
    serviceEvents: (service.events ?? [])
      .slice(0, 5)
      .map((event) => `${at(event.createdAt)} ${event.message}`),
  };
}
