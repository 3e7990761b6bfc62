import {
  ClusterNotFoundException,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Service,
  ServiceNotFoundException,
  StopTaskCommand,
  type Task,
  type TaskDefinition,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';

const arn = 'arn:aws:ecs:eu-central-1:111122223333';

/** A task ARN in cluster demo. */
export const taskArn = (id: string) => `${arn}:task/demo/${id}`;

/** One ECS service, storefront in cluster demo, behind `send`. Change its fields to change the world. */
export class EcsWorld {
  service: Service = {
    serviceName: 'storefront',
    status: 'ACTIVE',
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    taskDefinition: `${arn}:task-definition/storefront:7`,
    createdBy: 'arn:aws:iam::111122223333:role/deploy',
    deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 200 },
    deployments: [
      {
        id: 'ecs-svc/1000',
        status: 'PRIMARY',
        rolloutState: 'COMPLETED',
        taskDefinition: `${arn}:task-definition/storefront:7`,
        createdAt: new Date('2026-01-01T10:00:00Z'),
      },
    ],
    events: [
      {
        message: '(service storefront) has reached a steady state.',
        createdAt: new Date('2026-01-01T10:05:00Z'),
      },
    ],
  };
  definition: TaskDefinition = {
    taskDefinitionArn: `${arn}:task-definition/storefront:7`,
    status: 'ACTIVE',
    containerDefinitions: [{ name: 'web', image: 'registry.test/web@sha256:0a1b' }],
  };
  tasks: Task[] = [task('aaa'), task('bbb')];
  clusterExists = true;
  serviceExists = true;
  /** StopTask fails for these task ids. */
  unstoppable: string[] = [];
  /** Names of the commands, in the order they were sent; `read:` or `change:` says through which client. */
  readonly sent: string[] = [];
  readonly stopped: { task?: string | undefined; reason?: string | undefined }[] = [];

  readonly clients = { reads: this.client('read'), changes: this.client('change') };

  private client(label: string): ECSClient {
    const send = async (command: object) => {
      this.sent.push(`${label}:${command.constructor.name.replace('Command', '')}`);
      return this.answer(command);
    };
    return { send } as unknown as ECSClient;
  }

  private answer(command: object): object {
    const about = { message: 'not found', $metadata: {} };
    if (!this.clusterExists) throw new ClusterNotFoundException(about);
    if (command instanceof DescribeServicesCommand)
      return this.serviceExists
        ? { services: [this.service] }
        : { services: [], failures: [{ arn: `${arn}:service/demo/storefront`, reason: 'MISSING' }] };
    if (command instanceof DescribeTaskDefinitionCommand) return { taskDefinition: this.definition };
    if (!this.serviceExists) throw new ServiceNotFoundException(about);
    if (command instanceof ListTasksCommand) {
      const { desiredStatus, maxResults = 100, nextToken = '0' } = command.input;
      const arns = this.tasks.filter((one) => one.desiredStatus === desiredStatus).map((one) => one.taskArn);
      const end = Number(nextToken) + maxResults;
      return {
        taskArns: arns.slice(Number(nextToken), end),
        ...(end < arns.length && { nextToken: String(end) }),
      };
    }
    if (command instanceof DescribeTasksCommand)
      return { tasks: this.tasks.filter((one) => command.input.tasks?.includes(one.taskArn ?? '')) };
    if (command instanceof StopTaskCommand) {
      const { task: stopped, reason } = command.input;
      if (this.unstoppable.some((id) => stopped === taskArn(id))) throw new Error('Rate exceeded');
      this.stopped.push({ task: stopped, reason });
      return {};
    }
    if (command instanceof UpdateServiceCommand) {
      this.startDeployment('ecs-svc/2000');
      return { service: this.service };
    }
    throw new Error(`The fake ECS knows no ${command.constructor.name}`);
  }

  /** A new deployment takes over from the one before it, which drains. */
  startDeployment(id: string) {
    const before = (this.service.deployments ?? []).map((one) => ({ ...one, status: 'ACTIVE' }));
    this.service.deployments = [
      {
        id,
        status: 'PRIMARY',
        rolloutState: 'IN_PROGRESS',
        taskDefinition: this.service.taskDefinition,
        createdAt: new Date('2026-01-02T03:00:00Z'),
      },
      ...before,
    ];
  }
}

/** A running task with a passing health check, unless `over` says otherwise. */
export const task = (id: string, over: Partial<Task> = {}): Task => ({
  taskArn: taskArn(id),
  desiredStatus: 'RUNNING',
  lastStatus: 'RUNNING',
  healthStatus: 'HEALTHY',
  startedAt: new Date('2026-01-01T10:04:00Z'),
  ...over,
});
