import {
  DescribeTasksCommand,
  type DesiredStatus,
  type ECSClient,
  ListTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Facts } from '../action-handler.ts';
import type { Parameters } from './action.ts';

/** The most task ARNs that ListTasks and DescribeTasks take or give at a time. */
const tasksPerCall = 100;
const tasksInRecord = 20;
/** More unhealthy tasks than this are a fault of the service, not of single tasks. */
const mostUnhealthyAtOnce = 20;

/** ARNs of the service's tasks. @param upTo how many are of interest; ListTasks is asked again until it is reached */
export async function listTasks(
  ecs: ECSClient,
  { cluster, service }: Parameters,
  desiredStatus: DesiredStatus,
  upTo: number,
): Promise<string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecs.send(
      new ListTasksCommand({
        cluster,
        serviceName: service,
        desiredStatus,
        maxResults: Math.min(upTo, tasksPerCall),
        ...(nextToken && { nextToken }),
      }),
    );
    arns.push(...(page.taskArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken && arns.length < upTo);
  return arns;
}

/** The tasks behind these ARNs, in one round of parallel calls. Tasks that are gone are left out. */
export async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  arns: readonly string[],
): Promise<Task[]> {
  const calls: Promise<Task[]>[] = [];
  for (let from = 0; from < arns.length; from += tasksPerCall) {
    const tasks = arns.slice(from, from + tasksPerCall);
    calls.push(ecs.send(new DescribeTasksCommand({ cluster, tasks })).then((answer) => answer.tasks ?? []));
  }
  return (await Promise.all(calls)).flat();
}

const idOf = (task: Task) => task.taskArn?.split('/').at(-1) ?? 'unknown';
const isUp = (task: Task) => task.lastStatus === 'RUNNING';
const withHealth = (tasks: readonly Task[], status: string) =>
  tasks.filter((task) => isUp(task) && (task.healthStatus ?? 'UNKNOWN') === status);

/** The unhealthy tasks to stop, or why none may be stopped. */
export function chooseUnhealthy(
  tasks: readonly Task[],
  { service, minimumHealthy = 1 }: Parameters,
): { stop: Task[] } | { refused: string } {
  const healthy = withHealth(tasks, 'HEALTHY').length;
  const stop = withHealth(tasks, 'UNHEALTHY');
  if (stop.length === 0) {
    const unknown = withHealth(tasks, 'UNKNOWN').length;
    return {
      refused: `no running task of ${service} is UNHEALTHY (${healthy} healthy, ${unknown} without a health check's verdict)`,
    };
  }
  if (stop.length > mostUnhealthyAtOnce)
    return {
      refused: `${stop.length} tasks of ${service} are UNHEALTHY, more than the ${mostUnhealthyAtOnce} that may be stopped at once: the fault is not in single tasks`,
    };
  if (healthy < minimumHealthy)
    return {
      refused: `stopping the ${count(stop.length, 'unhealthy task')} of ${service} would leave ${healthy} healthy, fewer than the minimum of ${minimumHealthy}`,
    };
  return { stop };
}

const exits = (task: Task) =>
  (task.containers ?? [])
    .filter((container) => container.exitCode !== undefined || container.reason)
    .map((container) =>
      `${container.name} exited ${container.exitCode ?? '?'} ${container.reason ?? ''}`.trim(),
    )
    .join('; ');

function listed(tasks: readonly Task[], line: (task: Task) => string): string[] {
  const lines = tasks.slice(0, tasksInRecord).map(line);
  const more = tasks.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

/** The tasks as a restart finds them; ECS forgets stopped ones within the hour. */
export function tasksAsFacts(tasks: readonly Task[]): Facts {
  const running = tasks.filter((task) => task.desiredStatus !== 'STOPPED');
  const stopped = tasks.filter((task) => task.desiredStatus === 'STOPPED');
  return {
    tasks: listed(
      running,
      (task) =>
        `${idOf(task)} ${task.lastStatus}, ${task.healthStatus ?? 'UNKNOWN'}, started ${task.startedAt?.toISOString() ?? 'never'}`,
    ),
    recentlyStopped: listed(stopped, (task) =>
      [
        idOf(task),
        task.stoppedAt?.toISOString() ?? 'stopping',
        task.stoppedReason ?? 'no reason given',
        exits(task),
      ]
        .filter(Boolean)
        .join(', '),
    ),
  };
}

/** `1 task`, `2 tasks`. */
export const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
