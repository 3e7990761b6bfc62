import type { Service, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import { awsError } from '../wire.ts';
import type { Release } from './ecs-releases.ts';

/** The inputs of all ECS commands together. */
export interface Named {
  readonly cluster?: string;
  readonly service?: string;
  readonly services?: readonly string[];
  readonly serviceName?: string;
  readonly tasks?: readonly string[];
  readonly task?: string;
  readonly desiredStatus?: string;
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly taskDefinition?: string;
  readonly desiredCount?: number;
  readonly serviceRevisionArns?: readonly string[];
  readonly serviceDeploymentArn?: string;
}

/** A service with its tasks; change its fields to change the world. */
export interface EcsService {
  readonly arn: string;
  service: Service;
  tasks: Task[];
  definition: TaskDefinition;
  /** Its service deployments, newest first. */
  releases: Release[];
}

/**
 * Whether a deployment ends on its own: ECS may stop an old task (the lower limit is rounded up) or start a new one (the upper
 * limit is rounded down), the task definition is ACTIVE, and the strategy is ROLLING, which neither bakes nor pauses.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function mayProceed({ service, definition }: EcsService): boolean {
  const { desiredCount = 0, deploymentConfiguration = {}, schedulingStrategy } = service;
  const isDaemon = schedulingStrategy === 'DAEMON';
  const { minimumHealthyPercent = isDaemon ? 0 : 100, maximumPercent = isDaemon ? 100 : 200 } =
    deploymentConfiguration;
  const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const most = Math.floor((desiredCount * maximumPercent) / 100);
  const isRolling = (deploymentConfiguration.strategy ?? 'ROLLING') === 'ROLLING';
  return most > least && isRolling && definition.status === 'ACTIVE';
}

/** Shallow copies, each with its own list of deployments; the model replaces what they share and never modifies it. */
export const copies = (services: readonly Service[]): Service[] =>
  services.map((service) => ({ ...service, deployments: [...(service.deployments ?? [])] }));

/** Starts or stops tasks until there are as many as desired. */
export function scaled(of: EcsService, count: number, another: () => Task): void {
  const running = of.tasks.filter((task) => task.desiredStatus === 'RUNNING');
  for (let more = running.length; more < count; more++) of.tasks.push(another());
  for (const task of running.slice(count))
    Object.assign(task, { desiredStatus: 'STOPPED', lastStatus: 'STOPPED' });
  of.service = { ...of.service, desiredCount: count, runningCount: count };
}

/** ListTasks, page by page. */
export function listed(tasks: readonly Task[], input: Named): object {
  const { desiredStatus = 'RUNNING', maxResults = 100, nextToken = '0' } = input;
  const arns = tasks.filter((task) => task.desiredStatus === desiredStatus).map(({ taskArn }) => taskArn);
  const end = Number(nextToken) + maxResults;
  return {
    taskArns: arns.slice(Number(nextToken), end),
    ...(end < arns.length ? { nextToken: String(end) } : {}),
  };
}

type Services = ReadonlyMap<string, EcsService>;

/** ARNs of the services of a cluster. */
export const servicesIn = (services: Services, cluster: string | undefined): string[] =>
  [...services].flatMap(([key, { arn }]) => (key.startsWith(`${cluster}/`) ? arn : []));

/** DescribeServices: those that are asked for, by name or by ARN. */
export function described(services: Services, cluster: string | undefined, named: readonly string[]): object {
  if (servicesIn(services, cluster).length === 0)
    throw awsError('ClusterNotFoundException', 'Cluster not found.');
  const its = named.map((name) => services.get(`${cluster}/${name.split('/').at(-1)}`));
  return {
    services: copies(its.flatMap((one) => one?.service ?? [])),
    failures: named.filter((_, index) => !its[index]).map((arn) => ({ arn, reason: 'MISSING' })),
  };
}
