import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type DesiredStatus,
  ECSClient,
  ListTasksCommand,
  type Service,
  StopTaskCommand,
  type Task,
  type TaskDefinition,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { ifThere, kitCalls, type Send } from '#action/calls';
import { reasonsOf } from '#action/reasons';
import action, { type Parameters } from './action.ts';
import { historyOf, primaryOf, stateOf, taggedImages, whyNever, whyNotNow } from './service.ts';
import { arnsOf, count, tasksAsFacts, unhealthyIn, whyNotStopped } from './tasks.ts';

/*
 * The window that remains: UpdateService and StopTask take no precondition. A deployment that someone starts between
 * the last look and the call (some tens of milliseconds) is not seen; a rolling restart then supersedes it with a
 * further deployment of the same, new task definition.
 */

const reason = reasonsOf(action);
const stoppedTasksOfInterest = 20;
const runningTasksOfInterest = 100;
const everyTask = 5000;
/** The most task ARNs that ListTasks and DescribeTasks take or give at a time. */
const tasksPerCall = 100;

interface Snapshot {
  readonly clusterIsThere: boolean;
  readonly service: Service | undefined;
  readonly definition: TaskDefinition | undefined;
  readonly tasks: readonly Task[];
  /** ARNs of tasks that are not described yet. */
  readonly others: readonly string[];
}

export default kitCalls(action, {
  clients: { ecs: ECSClient },

  observe: async (parameters, read, { again }): Promise<Snapshot> => {
    const { cluster, service: name } = parameters;
    const unhealthyOnly = parameters.restart === 'unhealthy-tasks-only';
    const running = unhealthyOnly ? everyTask : again ? 0 : runningTasksOfInterest;
    const [described, up, stopped] = await Promise.all([
      ifThere(read(new DescribeServicesCommand({ cluster, services: [name] })), 'ClusterNotFoundException'),
      listTasks(read, parameters, 'RUNNING', running),
      listTasks(read, parameters, 'STOPPED', again ? 0 : stoppedTasksOfInterest),
    ]);
    return {
      clusterIsThere: described !== undefined,
      service: described?.services?.[0],
      definition: undefined,
      // Their health decides which of them are stopped. In a rolling restart, only people read it.
      tasks: unhealthyOnly ? await describeTasks(read, cluster, up) : [],
      others: unhealthyOnly ? stopped : [...up, ...stopped],
    };
  },

  complete: async ({ service, tasks, others, ...rest }, { cluster }, read) => {
    const taskDefinition = service && (primaryOf(service)?.taskDefinition ?? service.taskDefinition);
    const [described, defined] = await Promise.all([
      describeTasks(read, cluster, others),
      taskDefinition ? read(new DescribeTaskDefinitionCommand({ taskDefinition })) : undefined,
    ]);
    const definition = defined?.taskDefinition;
    return { ...rest, service, definition, tasks: [...tasks, ...described], others: [] };
  },

  judge: ({ clusterIsThere, service, definition, tasks }, parameters) => {
    const { cluster, service: name } = parameters;
    if (!clusterIsThere) return { never: reason('no-such-cluster', { cluster }) };
    if (!service) return { never: reason('no-such-service', { cluster, service: name }) };
    const never = whyNever(service, definition, parameters);
    if (never) return { never };
    const against = whyNotNow(service, parameters);
    if (against) return { refuse: against };
    const seen = {
      before: stateOf(service),
      evidence: { ...historyOf(service, definition), ...tasksAsFacts(tasks) },
      pin: { primaryDeployment: primaryOf(service)?.id ?? 'none' },
    };
    if (parameters.restart !== 'unhealthy-tasks-only')
      return { intends: rollingIntent(service, definition, name), ...seen };
    const running = tasks.filter((task) => task.desiredStatus !== 'STOPPED');
    const refuse = whyNotStopped(running, parameters);
    if (refuse) return { refuse };
    const stop = arnsOf(unhealthyIn(running));
    return {
      intends: `Stop the ${count(stop.length, 'unhealthy task')} of ${name}; ECS starts others.`,
      ...seen,
      chosen: stop,
    };
  },

  change: async (parameters, { pin, chosen }, send) => {
    const { cluster, service } = parameters;
    if (parameters.restart === 'unhealthy-tasks-only')
      return stop(parameters, pin.primaryDeployment, chosen, send);
    const answer = await send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true }));
    return {
      did: `Started a rolling restart of ${service} (${count(answer.service?.desiredCount ?? 0, 'task')}).`,
      after: answer.service ? stateOf(answer.service) : { deployment: 'not reported' },
    };
  },
});

async function stop(
  { cluster, service }: Parameters,
  deployment: string,
  tasks: readonly string[],
  send: Send,
) {
  const because = 'Stopped by Nightshift: its health check says UNHEALTHY.';
  const results = await Promise.allSettled(
    tasks.map((task) => send(new StopTaskCommand({ cluster, task, reason: because }))),
  );
  const failures = results.filter((result) => result.status === 'rejected');
  if (failures.length === tasks.length) throw failures[0]?.reason;
  const stopped = tasks.filter((_, index) => results[index]?.status === 'fulfilled');
  return {
    did:
      `Stopped ${count(stopped.length, 'unhealthy task')} of ${service}` +
      `${failures.length > 0 ? `; stopping ${failures.length} more failed` : ''}.`,
    after: {
      deployment,
      stopped,
      notStopped: failures.map(({ reason: error }) =>
        error instanceof Error ? error.message : String(error),
      ),
    },
  };
}

function rollingIntent(service: Service, definition: TaskDefinition | undefined, name: string): string {
  const tags = taggedImages(definition);
  const pulls = tags.length > 0 ? `, which pulls whatever ${tags.join(' and ')} names now` : '';
  return `Replace the ${count(service.runningCount ?? 0, 'task')} of ${name} by a rolling deployment${pulls}.`;
}

/** ARNs of the service's tasks; none of a service that is not there. */
async function listTasks(
  read: Send,
  { cluster, service }: Parameters,
  desiredStatus: DesiredStatus,
  upTo: number,
) {
  const arns: string[] = [];
  let nextToken: string | undefined;
  while (arns.length < upTo) {
    const maxResults = Math.min(upTo, tasksPerCall);
    const about = {
      cluster,
      serviceName: service,
      desiredStatus,
      maxResults,
      ...(nextToken && { nextToken }),
    };
    const asked = read(new ListTasksCommand(about));
    const page = await ifThere(asked, 'ServiceNotFoundException', 'ClusterNotFoundException');
    arns.push(...(page?.taskArns ?? []));
    nextToken = page?.nextToken;
    if (!nextToken) break;
  }
  return arns;
}

/** The tasks behind these ARNs, in one round of parallel calls. Tasks that are gone are left out. */
async function describeTasks(read: Send, cluster: string, arns: readonly string[]): Promise<Task[]> {
  const pages = Array.from({ length: Math.ceil(arns.length / tasksPerCall) }, (_, page) =>
    arns.slice(page * tasksPerCall, (page + 1) * tasksPerCall),
  );
  const answers = await Promise.all(pages.map((tasks) => read(new DescribeTasksCommand({ cluster, tasks }))));
  return answers.flatMap(({ tasks = [] }) => tasks);
}
