import type * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { between, factor } from '#action/parameters';
import { called, type Its, serviceParameters, serviceReasons } from '#action/services/ecs';
import { complains } from '#core/action/fits';

const Parameters = parametersOf({
  ...serviceParameters,
  /** What the number of tasks is multiplied by, rounded up. */
  factor,
  /** Never more tasks than this. Without a scalable target there is no other limit. */
  atMostTasks: between(1, 1_000),
});
export type Parameters = z.infer<typeof Parameters>;

const anyTarget = (call: string, because: string) => ({
  call: `application-autoscaling:${call}`,
  on: '*',
  because,
});

export default kitAction({
  id: 'scale-out-ecs-service',
  shown: 'emulator',
  notShown: 'with a scalable target, which no local AWS here has',
  title: 'Scale out ECS service',
  summary:
    'Runs more tasks of an ECS service: raises the minimum of its scalable target, or its desired count where it has none. Taken back afterwards.',
  disruption: 'None; more tasks cost more, and open more connections to what they depend on.',
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html
  fits: (symptom) => {
    const { service } = symptom.behind;
    const isBusy =
      complains(symptom, { in: 'AWS/ECS', above: ['CPUUtilization'] }) ||
      complains(symptom, { in: 'AWS/ApplicationELB', above: ['RequestCountPerTarget'] });
    return service && isBusy
      ? {
          parameters: { ...service },
          asks: {
            factor: 'by what its number of tasks is multiplied, more than 1 and at most 4',
            atMostTasks: 'the most tasks that it may run',
          },
          because: 'Its tasks are busy, and more of them share the load',
          turn: 'then',
        }
      : undefined;
  },
  drill: {
    fault: 'the processors of its tasks are busy; more tasks share the load',
    endsByItself: true,
    fis: {
      action: 'aws:ecs:task-cpu-stress',
      targets: 'Tasks',
      resourceType: 'aws:ecs:task',
      parameters: { percent: '90' },
    },
  },
  parameters: Parameters,
  service: 'ecs',
  target: ({ cluster, service }) => `service/${cluster}/${service}`,
  reads: [
    'DescribeServices',
    anyTarget('DescribeScalableTargets', 'DescribeScalableTargets has no resource types.'),
  ],
  changes: [
    'UpdateService',
    {
      ...anyTarget(
        'RegisterScalableTarget',
        'Application Auto Scaling makes up the ids of scalable targets; the conditions allow the task count of ECS services only.',
      ),
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
      conditions: () => ({
        StringEquals: {
          'application-autoscaling:service-namespace': 'ecs',
          'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
        },
      }),
    },
  ],
  leased: {
    subject: ({ service }) => `service ${service}`,
    changed: () => 'scaled out',
    back: () => 'at its usual size',
  },
  reasons: {
    ...serviceReasons,
    'is-daemon': (its: Its) => `${called(its)} runs one task on each instance; it cannot be scaled`,
    'at-maximum': (its: Its & Record<'desired' | 'most', number>) =>
      `${called(its)} is to run ${its.desired} tasks already, and at most ${its.most} are allowed`,
    'tasks-fail': (its: Its & { failed: number }) =>
      `${its.failed} tasks of the current deployment of ${called(its)} failed to start; more of them would, too`,
    'not-up': (its: Its & Record<'running' | 'desired', number>) =>
      `only ${its.running} of ${its.desired} tasks of ${called(its)} are running: there is no room, or they do not start`,
    'scaling-suspended': (its: Its) =>
      `scaling out of ${called(its)} is suspended in Application Auto Scaling`,
  },
});
