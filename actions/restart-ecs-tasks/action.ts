import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { called, type Its, serviceParameters, serviceReasons } from '#action/services/ecs';
import { complains, servesBadly } from '#core/action/fits';

const Parameters = parametersOf({
  ...serviceParameters,
  /**
   * `rolling`: a new deployment of the same task definition replaces every task.
   * `unhealthy-tasks-only`: tasks whose health check says UNHEALTHY are stopped; ECS starts others in their place.
   * @default rolling
   */
  restart: z.optional(z.enum(['rolling', 'unhealthy-tasks-only'], 'must be rolling or unhealthy-tasks-only')),
  /**
   * Fewest tasks that must be up, before and while it acts: RUNNING ones for `rolling`, HEALTHY ones for
   * `unhealthy-tasks-only`. 0 lets it act on a service that is wholly down.
   * @default 1
   */
  minimumHealthy: z.optional(
    z
      .int('must be a whole number of tasks')
      .check(
        z.minimum(0, 'must be 0 or more tasks'),
        z.maximum(5000, 'must be at most 5000, the most ECS runs'),
      ),
  ),
});

export type Parameters = z.infer<typeof Parameters>;

const impact = {
  rolling:
    'ECS keeps minimumHealthyPercent of the tasks up, so requests in flight drain as in any deployment.',
  unhealthy: 'What those tasks still served is cut off.',
};

const inCluster = ({ cluster }: Parameters, arnOf: (resource: string) => string) => ({
  ArnEquals: { 'ecs:cluster': arnOf(`cluster/${cluster}`) },
});

export default kitAction({
  id: 'restart-ecs-tasks',
  shown: 'emulator',
  title: 'Restart ECS tasks',
  summary:
    'Replaces the tasks of an ECS service with new ones of the same task definition, all or only unhealthy ones.',
  disruption: `Rolling: ${impact.rolling} Unhealthy tasks only: ${impact.unhealthy}`,
  disruptionOf: ({ restart = 'rolling' }) => (restart === 'rolling' ? impact.rolling : impact.unhealthy),
  fits: (symptom) => {
    const { service } = symptom.behind;
    const leaks = complains(symptom, { in: 'AWS/ECS', above: ['MemoryUtilization'] });
    return service && (leaks || servesBadly(symptom))
      ? {
          parameters: { ...service, restart: 'rolling' },
          because: leaks
            ? 'Its tasks may leak memory, and new tasks start without what has leaked'
            : 'Its tasks may hang or have run out of something, and new tasks start afresh',
          turn: 'then',
        }
      : undefined;
  },
  drill: {
    fault: 'a port of its tasks answers nobody; new tasks answer',
    endsByItself: true,
    fis: {
      action: 'aws:ecs:task-network-blackhole-port',
      targets: 'Tasks',
      resourceType: 'aws:ecs:task',
      parameters: { protocol: 'tcp', trafficType: 'ingress', useEcsFaultInjectionEndpoints: 'true' },
      asks: { port: 'the port on which its tasks answer' },
    },
  },
  parameters: Parameters,
  service: 'ecs',
  target: ({ cluster, service }) => `service/${cluster}/${service}`,
  reads: [
    'DescribeServices',
    {
      call: 'DescribeTasks',
      on: ({ cluster }) => `task/${cluster}/*`,
      conditions: inCluster,
      because:
        'ECS makes up task ids, and a task ARN names its cluster but not its service; the action lists only tasks of its service.',
    },
    {
      call: 'DescribeTaskDefinition',
      on: '*',
      because: 'DescribeTaskDefinition has no resource types and no condition keys.',
    },
    {
      call: 'ListTasks',
      on: '*',
      conditions: inCluster,
      because:
        'ListTasks by service is authorised against *; its only resource type is a container instance. The condition ecs:cluster narrows it.',
    },
  ],
  // A value read from the alarm may be `*` here: then both ways of restarting are granted.
  changes: [
    { call: 'UpdateService', when: ({ restart }) => restart !== 'unhealthy-tasks-only' },
    {
      call: 'StopTask',
      when: ({ restart = 'rolling' }) => restart !== 'rolling',
      on: ({ cluster }) => `task/${cluster}/*`,
      conditions: inCluster,
      because: 'ECS makes up task ids; the action stops only tasks of its service.',
    },
  ],
  reasons: {
    ...serviceReasons,
    'no-task-set': (its: Its & { controller: string }) =>
      `${called(its)} is deployed by ${its.controller} and has no primary task set`,
    'other-controller': (its: Its & { controller: string }) =>
      `${called(its)} is deployed by ${its.controller}, and a rolling restart needs the ECS deployment controller; restart: unhealthy-tasks-only needs no deployment`,
    'other-strategy': (its: Its & { strategy: string }) =>
      `${called(its)} is deployed by the strategy ${its.strategy}, and a rolling restart needs ROLLING`,
    'inactive-definition': (its: Its & { definition: string; status: string }) =>
      `task definition ${its.definition} of ${called(its)} is ${its.status}, so no new task can be started of it`,
    'never-ends': (its: Its & Record<'desired' | 'kept' | 'least' | 'atMost' | 'most', number>) =>
      `a deployment of ${called(its)} can neither stop nor start a task: of ${its.desired} it keeps ${its.kept} (minimumHealthyPercent ${its.least}) and runs at most ${its.atMost} (maximumPercent ${its.most})`,
    'deploys-below-minimum': (its: Its & Record<'desired' | 'kept' | 'least' | 'minimum', number>) =>
      `a deployment of ${called(its)} may go down to ${its.kept} of ${its.desired} tasks (minimumHealthyPercent ${its.least}), fewer than the minimum of ${its.minimum}; minimumHealthy: ${its.kept} in the runbook allows it`,
    'scaled-to-nothing': (its: Its) => `${called(its)} is scaled to 0 tasks, so there is nothing to restart`,
    'no-primary': (its: Its) => `${called(its)} has no primary deployment`,
    'deployment-failed': (its: Its & { deployment: string; reason: string }) =>
      `the last deployment of ${called(its)} FAILED: ${its.deployment} (${its.reason})`,
    'deployment-in-progress': (its: Its & { deployment: string; at: string; older: number }) =>
      `a deployment of ${called(its)} is in progress: ${its.deployment}, created at ${its.at}${its.older > 0 ? `, with ${its.older} older not yet drained` : ''}`,
    'too-few-running': (its: Its & Record<'running' | 'desired' | 'minimum', number>) =>
      `only ${its.running} of ${its.desired} tasks of ${called(its)} are running, fewer than the minimum of ${its.minimum}`,
    'none-unhealthy': (its: Its & Record<'healthy' | 'unknown', number>) =>
      `no running task of ${its.service} is UNHEALTHY (${its.healthy} healthy, ${its.unknown} without a health check's verdict)`,
    'too-many-unhealthy': (its: Its & Record<'unhealthy' | 'most', number>) =>
      `${its.unhealthy} tasks of ${its.service} are UNHEALTHY, more than the ${its.most} that may be stopped at once: the fault is not in single tasks`,
    'too-few-healthy': (its: Its & Record<'unhealthy' | 'healthy' | 'minimum', number>) =>
      `stopping the unhealthy tasks of ${its.service} (${its.unhealthy}) would leave ${its.healthy} healthy, fewer than the minimum of ${its.minimum}`,
  },
});
