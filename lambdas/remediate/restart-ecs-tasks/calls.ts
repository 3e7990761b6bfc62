import {
  DescribeServicesCommand,
  type DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type Service,
  StopTaskCommand,
  type Task,
  type TaskDefinition,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { ActionHandler, Done, Refusal } from '../action-handler.ts';
import { isDefiniteNo } from '../definite-no.ts';
import { tooLate } from '../too-late.ts';
import type { Parameters } from './action.ts';
import { historyOf, primaryOf, stateOf, taggedImages, whyNotNow } from './service.ts';
import { chooseUnhealthy, count, describeTasks, listTasks, tasksAsFacts } from './tasks.ts';

/*
 * The window that remains: UpdateService and StopTask take no precondition. A deployment that someone starts between
 * the last DescribeServices and the call (some tens of milliseconds) is not seen; a rolling restart then supersedes it
 * with a further deployment of the same, new task definition.
 */

export interface Clients {
  /** For reads; may retry. */
  readonly reads: ECSClient;
  /** For UpdateService and StopTask. Create it with `maxAttempts: 1`: a repeated call starts a second deployment. */
  readonly changes: ECSClient;
}

/** What `act` must find unchanged. */
export interface Seen {
  /** The PRIMARY deployment. */
  readonly deploymentId: string;
  /** For `unhealthy-tasks-only`: ARNs of the running tasks, and of those among them to stop. */
  readonly tasks: readonly string[];
  readonly toStop: readonly string[];
}

const stoppedTasksOfInterest = 20;
const runningTasksOfInterest = 100;
const everyTask = 5000;

export const restartEcsTasks = ({ reads, changes }: Clients): ActionHandler<Parameters, Seen> => ({
  preflight: async (parameters) => {
    const unhealthyOnly = parameters.restart === 'unhealthy-tasks-only';
    const [described, running, stopped] = await Promise.allSettled([
      describe(reads, parameters),
      listTasks(reads, parameters, 'RUNNING', unhealthyOnly ? everyTask : runningTasksOfInterest),
      listTasks(reads, parameters, 'STOPPED', stoppedTasksOfInterest),
    ]);
    // The service comes first: ListTasks fails, too, where there is no such service.
    const found = findService(settled(described), parameters);
    if ('refused' in found) return found;
    const { service } = found;
    const [tasks, definition] = await Promise.all([
      describeTasks(reads, parameters.cluster, [...settled(running), ...settled(stopped)]),
      definitionOf(reads, service),
    ]);
    const objection = whyNotNow(service, definition, parameters);
    if (objection) return { refused: objection };
    const pinned = pinOf(service, parameters);
    if ('refused' in pinned) return pinned;
    const runningTasks = tasks.filter((task) => task.desiredStatus !== 'STOPPED');
    const chosen = unhealthyOnly ? chooseUnhealthy(runningTasks, parameters) : { stop: [] };
    if ('refused' in chosen) return chosen;
    return {
      ready: true,
      intends: unhealthyOnly
        ? `Stop the ${count(chosen.stop.length, 'unhealthy task')} of ${parameters.service}; ECS starts others.`
        : rollingIntent(service, definition, parameters),
      before: stateOf(service),
      evidence: { ...historyOf(service, definition), ...tasksAsFacts(tasks) },
      seen: { ...pinned, tasks: unhealthyOnly ? arnsOf(runningTasks) : [], toStop: arnsOf(chosen.stop) },
    };
  },

  act: async (parameters, seen, context) => {
    const unhealthyOnly = parameters.restart === 'unhealthy-tasks-only';
    const [described, tasks] = await Promise.all([
      describe(reads, parameters),
      unhealthyOnly ? describeTasks(reads, parameters.cluster, seen.tasks) : [],
    ]);
    const found = findService(described, parameters);
    if ('refused' in found) return found;
    const objection = whyNotNow(found.service, undefined, parameters);
    if (objection) return { refused: objection };
    const { id: now } = primaryOf(found.service) ?? {};
    if (now !== seen.deploymentId)
      return {
        refused: `a new deployment of ${parameters.service} was started since it was looked at (${seen.deploymentId} then, ${now} now)`,
      };
    const late = tooLate(context);
    if (late) return late;
    return unhealthyOnly
      ? stopUnhealthy(changes, parameters, seen, tasks)
      : startRolling(changes, parameters, found.service);
  },
});

/** DescribeServices; undefined if there is no such cluster. */
export const describe = (ecs: ECSClient, { cluster, service }: Parameters) =>
  ecs.send(new DescribeServicesCommand({ cluster, services: [service] })).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ClusterNotFoundException') return undefined;
    throw error;
  });

/** The service as it is described, or what is not there. */
export function findService(
  answer: DescribeServicesCommandOutput | undefined,
  { cluster, service: name }: Parameters,
): { service: Service } | Refusal {
  if (!answer) return { refused: `there is no cluster ${cluster} in this account and region` };
  const service = answer.services?.[0];
  if (!service) {
    const arn = answer.failures?.[0]?.arn;
    return {
      refused: `there is no service ${name} in cluster ${cluster}${arn ? ` (looked for ${arn})` : ''}`,
    };
  }
  // A service from before 2021. IAM compares with the ARN that it has, and the role is granted the long one.
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-arn-migration.html
  if (service.serviceArn?.split('/').length === 2) {
    return {
      refused: `service ${name} in cluster ${cluster} has a short ARN (${service.serviceArn}), and permissions name the long one with the cluster in it; migrate the service's ARN in the ECS console, which interrupts nothing`,
    };
  }
  return { service };
}

/** What the service's new tasks are started of. */
export async function definitionOf(ecs: ECSClient, service: Service): Promise<TaskDefinition | undefined> {
  const taskDefinition = primaryOf(service)?.taskDefinition ?? service.taskDefinition;
  if (!taskDefinition) return undefined;
  return (await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;
}

function pinOf(service: Service, parameters: Parameters): { deploymentId: string } | Refusal {
  const deploymentId = primaryOf(service)?.id;
  return deploymentId
    ? { deploymentId }
    : {
        refused: `the primary deployment of ${parameters.service} has no id, so a change to it could go unseen`,
      };
}

function rollingIntent(service: Service, definition: TaskDefinition | undefined, parameters: Parameters) {
  const tags = taggedImages(definition);
  const pulls = tags.length > 0 ? `, which pulls whatever ${tags.join(' and ')} names now` : '';
  return `Replace the ${count(service.runningCount ?? 0, 'task')} of ${parameters.service} by a rolling deployment${pulls}.`;
}

async function startRolling(
  ecs: ECSClient,
  { cluster, service }: Parameters,
  before: Service,
): Promise<Done> {
  const answer = await ecs.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
  return {
    did: `Started a rolling restart of ${service} (${count(before.runningCount ?? 0, 'task')}).`,
    after: answer.service ? stateOf(answer.service) : { deployment: 'not reported' },
  };
}

async function stopUnhealthy(
  ecs: ECSClient,
  parameters: Parameters,
  seen: Seen,
  tasks: readonly Task[],
): Promise<Done | Refusal> {
  const chosen = chooseUnhealthy(tasks, parameters);
  if ('refused' in chosen) return chosen;
  const stop = arnsOf(chosen.stop).filter((arn) => seen.toStop.includes(arn));
  if (stop.length === 0)
    return { refused: `the unhealthy tasks of ${parameters.service} have recovered or are gone` };

  const reason = 'Stopped by Nightshift: its health check says UNHEALTHY.';
  const results = await Promise.allSettled(
    stop.map((task) => ecs.send(new StopTaskCommand({ cluster: parameters.cluster, task, reason }))),
  );
  const failures = results.filter((result) => result.status === 'rejected');
  // All of them failed: unknown if one may have worked, a no only if each of them is one.
  if (failures.length === stop.length)
    throw (failures.find(({ reason }) => !isDefiniteNo(reason)) ?? failures[0])?.reason;
  const stopped = stop.filter((_, index) => results[index]?.status === 'fulfilled');
  return {
    did:
      `Stopped ${count(stopped.length, 'unhealthy task')} of ${parameters.service}` +
      `${failures.length > 0 ? `; stopping ${failures.length} more failed` : ''}.`,
    after: {
      deployment: seen.deploymentId,
      stopped,
      notStopped: failures.map(({ reason: error }) =>
        error instanceof Error ? error.message : String(error),
      ),
    },
  };
}

const arnsOf = (tasks: readonly Task[]) => tasks.flatMap((task) => task.taskArn ?? []);

function settled<T>(result: PromiseSettledResult<T>): T {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
