import type { Task } from '@aws-sdk/client-ecs';
import { reasonsOf } from '#action/reasons';
import type { Facts } from '#core/action/action-handler';
import action, { type Parameters } from './action.ts';

const reason = reasonsOf(action);

const tasksInRecord = 20;
/** More unhealthy tasks than this are a fault of the service, not of single tasks. */
const mostUnhealthyAtOnce = 20;

const idOf = (task: Task) => task.taskArn?.split('/').at(-1) ?? 'unknown';
const isUp = (task: Task) => task.lastStatus === 'RUNNING';
const withHealth = (tasks: readonly Task[], status: string) =>
  tasks.filter((task) => isUp(task) && (task.healthStatus ?? 'UNKNOWN') === status);

/** The tasks that a restart of unhealthy ones stops. */
export const unhealthyIn = (tasks: readonly Task[]): Task[] => withHealth(tasks, 'UNHEALTHY');

/** Why none of them may be stopped. */
export function whyNotStopped(
  tasks: readonly Task[],
  { cluster, service, minimumHealthy: minimum = 1 }: Parameters,
) {
  const its = { cluster, service };
  const healthy = withHealth(tasks, 'HEALTHY').length;
  const unhealthy = unhealthyIn(tasks).length;
  if (unhealthy === 0)
    return reason('none-unhealthy', { ...its, healthy, unknown: withHealth(tasks, 'UNKNOWN').length });
  if (unhealthy > mostUnhealthyAtOnce)
    return reason('too-many-unhealthy', { ...its, unhealthy, most: mostUnhealthyAtOnce });
  return healthy < minimum ? reason('too-few-healthy', { ...its, unhealthy, healthy, minimum }) : undefined;
}

export const arnsOf = (tasks: readonly Task[]): string[] => tasks.flatMap((task) => task.taskArn ?? []);

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
