import type { Service, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Facts } from '../action-handler.ts';
import type { Parameters } from './action.ts';

const at = (date: Date | undefined) => date?.toISOString() ?? 'an unknown time';
const family = (arn: string | undefined) => arn?.split('/').at(-1) ?? 'an unknown task definition';

/** What a service is held to: a deployment, or the task set of a controller other than ECS. */
export interface Rollout {
  readonly id: string | undefined;
  readonly isPrimary: boolean;
  readonly state: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED' | undefined;
  readonly reason: string | undefined;
  readonly taskDefinition: string | undefined;
  readonly createdAt: Date | undefined;
}

/**
 * A service that CodeDeploy or an external controller deploys has task sets and no deployments.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html (taskSets)
 */
export const rolloutsOf = ({ deployments = [], taskSets = [] }: Service): Rollout[] => [
  ...deployments.map(({ id, status, rolloutState, rolloutStateReason, taskDefinition, createdAt }) => ({
    id,
    isPrimary: status === 'PRIMARY',
    state: rolloutState,
    reason: rolloutStateReason,
    taskDefinition,
    createdAt,
  })),
  ...taskSets.map(({ id, status, stabilityStatus, taskDefinition, createdAt }) => ({
    id,
    isPrimary: status === 'PRIMARY',
    state: stabilityStatus === 'STEADY_STATE' ? ('COMPLETED' as const) : ('IN_PROGRESS' as const),
    reason: undefined,
    taskDefinition,
    createdAt,
  })),
];

/** The deployment or task set that ECS is holding the service to. */
export const primaryOf = (service: Service): Rollout | undefined =>
  rolloutsOf(service).find(({ isPrimary }) => isPrimary);

const controllerOf = ({ deploymentController }: Service): string => deploymentController?.type ?? 'ECS';
const nameOf = ({ cluster, service }: Parameters) => `service ${service} in cluster ${cluster}`;

/**
 * Why this service would not be restarted at any hour as it is set up now; undefined if nothing speaks against it.
 * @param definition the task definition that it runs
 */
export function whyNever(
  service: Service,
  definition: TaskDefinition | undefined,
  parameters: Parameters,
): string | undefined {
  const called = nameOf(parameters);
  if (service.status !== 'ACTIVE') return `${called} is ${service.status ?? 'in no known state'}, not ACTIVE`;
  const controller = controllerOf(service);
  if (controller !== 'ECS' && !primaryOf(service))
    return `${called} is deployed by ${controller} and has no primary task set`;
  return parameters.restart === 'unhealthy-tasks-only'
    ? undefined
    : whyNeverDeployed(service, definition, parameters);
}

/** Why a rolling deployment could not end well, or not the way a restart is meant. */
function whyNeverDeployed(
  service: Service,
  definition: TaskDefinition | undefined,
  parameters: Parameters,
): string | undefined {
  const called = nameOf(parameters);
  const controller = controllerOf(service);
  if (controller !== 'ECS')
    return `${called} is deployed by ${controller}, and a rolling restart needs the ECS deployment controller; restart: unhealthy-tasks-only needs no deployment`;
  const { strategy = 'ROLLING' } = service.deploymentConfiguration ?? {};
  // Blue/green, linear and canary deployments shift traffic, bake, and may pause for a person.
  if (strategy !== 'ROLLING')
    return `${called} is deployed by the strategy ${strategy}, and a rolling restart needs ROLLING`;
  // "you can't use an INACTIVE task definition to run new tasks", apart from scaling a service that has it already.
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
  if (definition && definition.status !== 'ACTIVE')
    return `task definition ${family(definition.taskDefinitionArn)} of ${called} is ${definition.status ?? 'in no known state'}, so no new task can be started of it`;
  return whyStuck(service, called) ?? belowMinimum(service, parameters.minimumHealthy ?? 1, called);
}

/**
 * How many tasks a deployment keeps at least and runs at most. ECS rounds the lower limit up and the upper one down. Its defaults are
 * 100 and 200 % for replicas, 0 and 100 % for daemons.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function limitsOf({ desiredCount = 0, deploymentConfiguration, schedulingStrategy }: Service) {
  const [least, most] = schedulingStrategy === 'DAEMON' ? [0, 100] : [100, 200];
  const minimumPercent = deploymentConfiguration?.minimumHealthyPercent ?? least;
  const maximumPercent = deploymentConfiguration?.maximumPercent ?? most;
  return {
    minimumPercent,
    maximumPercent,
    kept: Math.ceil((desiredCount * minimumPercent) / 100),
    atMost: Math.floor((desiredCount * maximumPercent) / 100),
  };
}

/** A deployment that may neither stop an old task nor start a new one never ends. */
function whyStuck(service: Service, called: string): string | undefined {
  const { desiredCount: desired = 0 } = service;
  const { minimumPercent, maximumPercent, kept, atMost } = limitsOf(service);
  if (desired === 0 || atMost > kept) return undefined;
  return (
    `a deployment of ${called} can neither stop nor start a task: of ${desired} it keeps ${kept} (minimumHealthyPercent ` +
    `${minimumPercent}) and runs at most ${atMost} (maximumPercent ${maximumPercent})`
  );
}

function belowMinimum(service: Service, minimumHealthy: number, called: string): string | undefined {
  const { desiredCount: desired = 0 } = service;
  const { minimumPercent, kept } = limitsOf(service);
  if (desired === 0 || kept >= minimumHealthy) return undefined;
  return (
    `a deployment of ${called} may go down to ${kept} of ${desired} tasks (minimumHealthyPercent ${minimumPercent}), ` +
    `fewer than the minimum of ${minimumHealthy}; minimumHealthy: ${kept} in the runbook allows it`
  );
}

/** Why this service must not be restarted now; undefined if nothing speaks against it. */
export function whyNotNow(
  service: Service,
  definition: TaskDefinition | undefined,
  parameters: Parameters,
): string | undefined {
  const { restart = 'rolling', minimumHealthy = 1 } = parameters;
  const called = nameOf(parameters);
  const never = whyNever(service, definition, parameters);
  if (never) return never;
  const desired = service.desiredCount ?? 0;
  if (desired === 0) return `${called} is scaled to 0 tasks, so there is nothing to restart`;
  const running = service.runningCount ?? 0;
  return (
    lastDeploymentAgainst(service, called) ??
    (restart === 'rolling' && running < minimumHealthy
      ? `only ${running} of ${desired} tasks of ${called} are running, fewer than the minimum of ${minimumHealthy}`
      : undefined)
  );
}

function lastDeploymentAgainst(service: Service, called: string): string | undefined {
  const rollouts = rolloutsOf(service);
  const primary = primaryOf(service);
  if (!primary) return `${called} has no primary deployment`;
  const which = `${primary.id} of ${family(primary.taskDefinition)}`;
  // By its circuit breaker or an alarm, without a rollback: ECS starts no more tasks of it, and what runs is the one before.
  if (primary.state === 'FAILED')
    return `the last deployment of ${called} FAILED: ${which} (${primary.reason ?? 'no reason given'})`;
  if (rollouts.length === 1 && primary.state !== 'IN_PROGRESS') return undefined;
  const others = rollouts.length - 1;
  return (
    `a deployment of ${called} is in progress: ${which}, created at ${at(primary.createdAt)}` +
    `${others > 0 ? `, with ${others} older not yet drained` : ''}`
  );
}

/** Images by a tag: a new task pulls whatever it names then. Only a digest names one image for good. */
export const taggedImages = (definition: TaskDefinition | undefined): string[] => [
  ...new Set(
    (definition?.containerDefinitions ?? []).flatMap(({ image }) =>
      image && !image.includes('@') ? [image] : [],
    ),
  ),
];

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
export function historyOf(service: Service, definition: TaskDefinition | undefined): Facts {
  const primary = primaryOf(service);
  return {
    deployedBy: controllerOf(service),
    images: (definition?.containerDefinitions ?? []).map(({ image }) => image ?? 'none'),
    lastDeployment: primary?.id ?? null,
    lastDeploymentAt: at(primary?.createdAt),
    lastDeploymentState: primary?.state ?? 'not reported',
    lastDeploymentOf: family(primary?.taskDefinition),
    lastDeploymentBy: 'not recorded by ECS; CloudTrail has it as UpdateService at that time',
    serviceCreatedBy: service.createdBy ?? 'not recorded by ECS',
    serviceEvents: (service.events ?? [])
      .slice(0, 5)
      .map((event) => `${at(event.createdAt)} ${event.message}`),
  };
}
