import type { Deployment, ECSClient, Service, Task } from '@aws-sdk/client-ecs';
import {
  type Built,
  defineActionWorld,
  remedyOf,
  type Stage,
} from '../../../rehearsal/world/action-world.ts';
import { awsError, type Commands } from '../../../rehearsal/world/wire.ts';
import action, { type Parameters } from './action.ts';
import { restartEcsTasks } from './calls.ts';
import { limitsOf } from './service.ts';

/** How long ECS takes to replace a task, in seconds. */
const replacedAfter = 40;

interface Named {
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
}

interface Running {
  readonly arn: string;
  service: Service;
  tasks: Task[];
}

/** ECS services whose tasks are replaced by deployments and when they are stopped. */
class Ecs {
  readonly #stage: Stage;
  readonly #services = new Map<string, Running>();
  #made = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeServices: ({ cluster, services = [] }: Named) => this.#describe(cluster, services),
    ListTasks: (input: Named) => this.#list(input),
    DescribeTasks: ({ tasks = [] }: Named) => ({
      tasks: this.#all().flatMap((task) => (tasks.includes(task.taskArn ?? '') ? [{ ...task }] : [])),
    }),
    DescribeTaskDefinition: ({ taskDefinition = '' }: Named) => ({
      taskDefinition: {
        taskDefinitionArn: taskDefinition,
        status: 'ACTIVE',
        containerDefinitions: [{ name: 'web', image: `registry.example/web@sha256:${'0'.repeat(64)}` }],
      },
    }),
    UpdateService: (input: Named) => this.#deploy(input),
    StopTask: (input: Named) => this.#stop(input),
  };

  put({ cluster, service, restart, minimumHealthy = 1 }: Parameters): void {
    const { partition, region, account } = this.#stage.place;
    const ecs = `arn:${partition}:ecs:${region}:${account}`;
    const key = `${cluster}/${service}`;
    const known = this.#services.get(key);
    const desired = Math.max(2, minimumHealthy + 1);
    const running: Running = known ?? {
      arn: `${ecs}:service/${key}`,
      service: {
        serviceName: service,
        status: 'ACTIVE',
        desiredCount: desired,
        runningCount: desired,
        pendingCount: 0,
        taskDefinition: `${ecs}:task-definition/${service}:1`,
        deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
        deployments: [this.#deployment('COMPLETED')],
        events: [],
      },
      tasks: Array.from({ length: desired }, () => this.#task(`${ecs}:task/${cluster}`)),
    };
    const [first] = running.tasks;
    if (restart === 'unhealthy-tasks-only' && first) first.healthStatus = 'UNHEALTHY';
    this.#services.set(key, running);
  }

  #all(): Task[] {
    return [...this.#services.values()].flatMap(({ tasks }) => tasks);
  }

  #find(cluster: string | undefined, service: string | undefined): Running | undefined {
    return this.#services.get(`${cluster}/${service}`);
  }

  #known({ cluster, service, serviceName }: Named): Running {
    const found = this.#find(cluster, service ?? serviceName);
    if (!found) throw awsError('ServiceNotFoundException', 'Service not found.');
    return found;
  }

  #describe(cluster: string | undefined, names: readonly string[]): object {
    if (![...this.#services.keys()].some((key) => key.startsWith(`${cluster}/`))) {
      throw awsError('ClusterNotFoundException', 'Cluster not found.');
    }
    const found = names.flatMap((name) => this.#find(cluster, name)?.service ?? []);
    const missing = names.filter((name) => !this.#find(cluster, name));
    return { services: copies(found), failures: missing.map((arn) => ({ arn, reason: 'MISSING' })) };
  }

  #list(input: Named): object {
    const { desiredStatus = 'RUNNING', maxResults = 100, nextToken = '0' } = input;
    const arns = this.#known(input)
      .tasks.filter((task) => task.desiredStatus === desiredStatus)
      .map(({ taskArn }) => taskArn);
    const end = Number(nextToken) + maxResults;
    return {
      taskArns: arns.slice(Number(nextToken), end),
      ...(end < arns.length ? { nextToken: String(end) } : {}),
    };
  }

  #deploy(input: Named): object {
    const { clock } = this.#stage.world;
    const running = this.#known(input);
    const deployment = this.#deployment('IN_PROGRESS');
    const older = (running.service.deployments ?? []).map((one) => ({ ...one, status: 'ACTIVE' }));
    running.service = { ...running.service, deployments: [deployment, ...older] };
    const { kept, atMost } = limitsOf(running.service);
    // It may neither stop a task nor start one: it is in progress for good, and nobody notices anything.
    if (atMost <= kept) return { service: copies([running.service])[0] };
    const old = running.tasks.filter((task) => task.desiredStatus === 'RUNNING');
    clock.after(replacedAfter, () => {
      for (const task of old) this.#replace(running, task);
      // A newer deployment has superseded this one.
      if (running.service.deployments?.[0]?.id !== deployment.id) return;
      running.service = { ...running.service, deployments: [{ ...deployment, rolloutState: 'COMPLETED' }] };
    });
    this.#stage.effect(running.arn, replacedAfter);
    return { service: copies([running.service])[0] };
  }

  #stop({ task: arn }: Named): object {
    const running = [...this.#services.values()].find(({ tasks }) =>
      tasks.some(({ taskArn }) => taskArn === arn),
    );
    const task = running?.tasks.find(({ taskArn }) => taskArn === arn);
    if (!running || !task) throw awsError('InvalidParameterException', 'The referenced task was not found.');
    task.desiredStatus = 'STOPPED';
    this.#stage.world.clock.after(replacedAfter, () => this.#replace(running, task));
    this.#stage.effect(running.arn, replacedAfter);
    return { task: { ...task } };
  }

  #replace(running: Running, task: Task): void {
    if (task.lastStatus === 'STOPPED') return;
    task.desiredStatus = 'STOPPED';
    task.lastStatus = 'STOPPED';
    running.tasks.push(this.#task((task.taskArn ?? '').split('/').slice(0, -1).join('/')));
  }

  #task(cluster: string): Task {
    return {
      taskArn: `${cluster}/task-${++this.#made}`,
      desiredStatus: 'RUNNING',
      lastStatus: 'RUNNING',
      healthStatus: 'HEALTHY',
      startedAt: this.#stage.world.clock.now(),
    };
  }

  #deployment(rolloutState: 'COMPLETED' | 'IN_PROGRESS'): Deployment {
    const createdAt = this.#stage.world.clock.now();
    return { id: `ecs-svc/${++this.#made}`, status: 'PRIMARY', rolloutState, createdAt };
  }
}

/** Copies that share only what never changes: moments. */
const copies = (services: readonly Service[]): Service[] =>
  services.map((service) => ({ ...service, deployments: [...(service.deployments ?? [])] }));

export default defineActionWorld<Parameters>({
  action,
  changes: ['ecs.UpdateService', 'ecs.StopTask'],
  build: (stage): Built<Parameters> => {
    const ecs = new Ecs(stage);
    const client = stage.world.client<ECSClient>('ecs', ecs);
    return {
      remedy: remedyOf(action, restartEcsTasks({ reads: client, changes: client })),
      provide: (parameters) => ecs.put(parameters),
    };
  },
});
