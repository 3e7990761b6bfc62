import type { Service, TaskDefinition } from '@aws-sdk/client-ecs';
import { reasonsOf } from '#action/reasons';
import type { Facts } from '#core/action/action-handler';
import action, { type Parameters } from './action.ts';

const reason = reasonsOf(action);

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
const rolloutsOf = ({ deployments = [], taskSets = [] }: Service): Rollout[] => [
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

/**
 * Why this service could never be restarted as it is set up now; undefined if it could.
 * @param definition the task definition that it runs
 */
export function whyNever(service: Service, definition: TaskDefinition | undefined, parameters: Parameters) {
  const its = { cluster: parameters.cluster, service: parameters.service };
  const controller = controllerOf(service);
  if (service.status !== 'ACTIVE')
    return reason('not-active', { ...its, status: service.status ?? 'in no known state' });
  // A service from before 2021. IAM compares with the ARN that it has, and the role is granted the long one.
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-arn-migration.html
  if (service.serviceArn?.split('/').length === 2)
    return reason('short-arn', { ...its, arn: service.serviceArn });
  if (controller !== 'ECS' && !primaryOf(service)) return reason('no-task-set', { ...its, controller });
  return parameters.restart === 'unhealthy-tasks-only'
    ? undefined
    : whyNeverDeployed(service, definition, parameters);
}

/** Why a rolling deployment could not end well, or would do more than restart the tasks. */
function whyNeverDeployed(service: Service, definition: TaskDefinition | undefined, parameters: Parameters) {
  const its = { cluster: parameters.cluster, service: parameters.service };
  const controller = controllerOf(service);
  if (controller !== 'ECS') return reason('other-controller', { ...its, controller });
  const { strategy = 'ROLLING' } = service.deploymentConfiguration ?? {};
  // Blue/green, linear and canary deployments shift traffic, bake, and may pause for a person.
  if (strategy !== 'ROLLING') return reason('other-strategy', { ...its, strategy });
  // "you can't use an INACTIVE task definition to run new tasks", apart from scaling a service that has it already.
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
  if (definition && definition.status !== 'ACTIVE') {
    const { status = 'in no known state', taskDefinitionArn } = definition;
    return reason('inactive-definition', { ...its, definition: family(taskDefinitionArn), status });
  }
  const { desiredCount: desired = 0 } = service;
  if (desired === 0) return undefined;
  const limits = limitsOf(service);
  const { least, kept } = limits;
  // A deployment that may neither stop an old task nor start a new one never ends.
  if (limits.atMost <= kept) return reason('never-ends', { ...its, desired, ...limits });
  const { minimumHealthy: minimum = 1 } = parameters;
  return kept < minimum
    ? reason('deploys-below-minimum', { ...its, desired, kept, least, minimum })
    : undefined;
}

/**
 * How many tasks a deployment keeps at least and runs at most. ECS rounds the lower limit up and the upper one down. The
 * defaults are 100 and 200 % for replicas, 0 and 100 % for daemons.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
function limitsOf({ desiredCount = 0, deploymentConfiguration, schedulingStrategy }: Service) {
  const defaults = schedulingStrategy === 'DAEMON' ? ([0, 100] as const) : ([100, 200] as const);
  const least = deploymentConfiguration?.minimumHealthyPercent ?? defaults[0];
  const most = deploymentConfiguration?.maximumPercent ?? defaults[1];
  return {
    least,
    most,
    kept: Math.ceil((desiredCount * least) / 100),
    atMost: Math.floor((desiredCount * most) / 100),
  };
}

/** Why this service must not be restarted now; undefined if nothing speaks against it. */
export function whyNotNow(service: Service, { cluster, ...parameters }: Parameters) {
  const { restart = 'rolling', minimumHealthy: minimum = 1 } = parameters;
  const its = { cluster, service: parameters.service };
  const { desiredCount: desired = 0, runningCount: running = 0 } = service;
  if (desired === 0) return reason('scaled-to-nothing', its);
  const against = lastDeploymentAgainst(service, its);
  if (against || restart !== 'rolling' || running >= minimum) return against;
  return reason('too-few-running', { ...its, running, desired, minimum });
}

function lastDeploymentAgainst(service: Service, its: Pick<Parameters, 'cluster' | 'service'>) {
  const rollouts = rolloutsOf(service);
  const primary = primaryOf(service);
  if (!primary?.id) return reason('no-primary', its);
  const deployment = `${primary.id} of ${family(primary.taskDefinition)}`;
  // Failed by its circuit breaker or an alarm, without a rollback: ECS starts no more of its tasks, and the one before runs on.
  if (primary.state === 'FAILED')
    return reason('deployment-failed', { ...its, deployment, reason: primary.reason ?? 'no reason given' });
  const older = rollouts.length - 1;
  return older === 0 && primary.state !== 'IN_PROGRESS'
    ? undefined
    : reason('deployment-in-progress', { ...its, deployment, at: at(primary.createdAt), older });
}

/** Images named by a tag: a new task pulls whatever it names then. Only a digest names one image for good. */
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

/** What is known of the last deployment, and the service's latest events. */
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
