import * as z from 'zod/mini';
import { defineAction, type Permission, type Place } from '../define-action.ts';

/** ECS cluster and service names; anything else could widen an ARN. */
const ecsName = /^[a-zA-Z0-9][a-zA-Z0-9_-]{0,254}$/;
const nameRule = 'must be an ECS name (1 to 255 letters, digits, - and _), not an ARN and not a pattern';

const Parameters = z.strictObject(
  {
    /** The cluster's name. */
    cluster: z
      .string('cluster has to be a text: the name of the ECS cluster')
      .check(z.regex(ecsName, nameRule)),
    /** The service's name. */
    service: z
      .string('service has to be a text: the name of the ECS service')
      .check(z.regex(ecsName, nameRule)),
    /**
     * `rolling`: a new deployment of the same task definition replaces every task.
     * `unhealthy-tasks-only`: tasks whose health check says UNHEALTHY are stopped; ECS starts others in their place.
     * @default rolling
     */
    restart: z.optional(
      z.enum(['rolling', 'unhealthy-tasks-only'], 'must be rolling or unhealthy-tasks-only'),
    ),
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
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `${issue.keys.join(', ')}: not known here; expected cluster, service, restart, minimumHealthy`
        : undefined,
  },
);

export type Parameters = z.infer<typeof Parameters>;

const serviceArn = ({ cluster, service }: Parameters, { partition, region, account }: Place) =>
  `arn:${partition}:ecs:${region}:${account}:service/${cluster}/${service}`;

function permissions(parameters: Parameters, place: Place): Permission[] {
  const { cluster, restart = 'rolling' } = parameters;
  const ecs = `arn:${place.partition}:ecs:${place.region}:${place.account}`;
  const inCluster = { ArnEquals: { 'ecs:cluster': `${ecs}:cluster/${cluster}` } };
  // A value read off the alarm may be `*` here: then both ways of restarting are granted.
  const mayDeploy = restart !== 'unhealthy-tasks-only';
  const mayStop = restart !== 'rolling';
  return [
    {
      actions: ['ecs:DescribeServices', ...(mayDeploy ? ['ecs:UpdateService'] : [])],
      resources: [serviceArn(parameters, place)],
    },
    {
      actions: ['ecs:DescribeTasks', ...(mayStop ? ['ecs:StopTask'] : [])],
      resources: [`${ecs}:task/${cluster}/*`],
      conditions: inCluster,
      anyResourceBecause:
        'ECS makes up task ids, and a task ARN names its cluster but not its service; the action lists only tasks of its service.',
    },
    {
      actions: ['ecs:DescribeTaskDefinition'],
      resources: ['*'],
      anyResourceBecause: 'DescribeTaskDefinition has no resource types and no condition keys.',
    },
    {
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions: inCluster,
      anyResourceBecause:
        'ListTasks by service is authorised against *; its only resource type is a container instance. The condition ecs:cluster narrows it.',
    },
  ];
}

export default defineAction<Parameters>({
  id: 'restart-ecs-tasks',
  title: 'Restart ECS tasks',
  summary:
    'Replaces the tasks of an ECS service with new ones of the same task definition, all or only unhealthy ones.',
  disruption:
    'Rolling: ECS keeps minimumHealthyPercent of the tasks up, so requests in flight drain as in any deployment. Unhealthy tasks only: what those tasks still served is cut off.',
  parameters: Parameters,
  targets: (parameters, place) => [serviceArn(parameters, place)],
  permissions,
  network: 'aws-apis-only',
  timeoutSeconds: 30,
});
