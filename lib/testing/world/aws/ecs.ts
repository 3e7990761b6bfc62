import type { Deployment, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';
import {
  definitionAfter,
  listReleases,
  type Release,
  release,
  revisionsOf,
  stopRelease,
} from './ecs-releases.ts';
import {
  copies,
  described,
  type EcsService,
  listed,
  mayProceed,
  type Named,
  scaled,
  servicesIn,
} from './ecs-service.ts';

/** How long ECS takes to replace a task, in seconds. */
const replacedAfter = 40;
const dayMilliseconds = 86_400_000;

/** ECS services, whose tasks are replaced by deployments and whenever they are stopped. */
export class Ecs {
  readonly #stage: Stage;
  readonly #services = new Map<string, EcsService>();
  #made = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeServices: ({ cluster, services = [] }: Named) => described(this.#services, cluster, services),
    ListServices: ({ cluster }: Named) => ({ serviceArns: servicesIn(this.#services, cluster) }),
    ListTasks: (input: Named) => listed(this.#known(input).tasks, input),
    DescribeTasks: ({ tasks = [] }: Named) => ({
      tasks: this.#all().flatMap((task) => (tasks.includes(task.taskArn ?? '') ? [{ ...task }] : [])),
    }),
    DescribeTaskDefinition: ({ taskDefinition = '' }: Named) => ({
      taskDefinition: this.#definition(taskDefinition),
    }),
    ListServiceDeployments: (input: Named) => listReleases(this.#known(input), input),
    DescribeServiceRevisions: ({ serviceRevisionArns = [] }: Named) =>
      revisionsOf([...this.#services.values()], serviceRevisionArns),
    StopServiceDeployment: ({ serviceDeploymentArn = '' }: Named) =>
      this.#stopDeployment(serviceDeploymentArn),
    UpdateService: (input: Named) =>
      input.desiredCount === undefined
        ? this.#deploy(input)
        : this.scale(input.cluster, input.service, input.desiredCount),
    StopTask: (input: Named) => this.#stop(input),
  };

  /** Creates a service with this many healthy tasks, unless it exists. */
  put(cluster: string, name: string, desired = 2): EcsService {
    const { partition, region, account } = this.#stage.place;
    const ecs = `arn:${partition}:ecs:${region}:${account}`;
    const key = `${cluster}/${name}`;
    const known = this.#services.get(key);
    if (known) return known;
    const taskDefinition = `${ecs}:task-definition/${name}:1`;
    const made: EcsService = {
      arn: `${ecs}:service/${key}`,
      service: {
        serviceName: name,
        status: 'ACTIVE',
        desiredCount: desired,
        runningCount: desired,
        pendingCount: 0,
        taskDefinition,
        deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 200 },
        deployments: [this.#deployment('COMPLETED', taskDefinition)],
        events: [],
      },
      tasks: Array.from({ length: desired }, () => this.#task(`${ecs}:task/${cluster}`)),
      definition: {
        taskDefinitionArn: taskDefinition,
        status: 'ACTIVE',
        containerDefinitions: [{ name: 'web', image: `registry.test/web@sha256:${'0'.repeat(64)}` }],
      },
      releases: [],
    };
    made.releases = [
      release(made, 'SUCCESSFUL', new Date(this.#stage.world.clock.milliseconds - dayMilliseconds)),
    ];
    this.#services.set(key, made);
    return made;
  }

  /** @throws Error if there is no such service */
  service(cluster: string, name: string): EcsService {
    return this.#known({ cluster, service: name });
  }

  /** Adds a task, e.g. one that is not healthy. */
  addTask(to: EcsService, changes: Partial<Task>): Task {
    const cluster = (to.tasks[0]?.taskArn ?? '').split('/').slice(0, -1).join('/');
    const task = { ...this.#task(cluster), ...changes };
    to.tasks.push(task);
    return task;
  }

  remove(cluster: string, name: string): void {
    this.#services.delete(`${cluster}/${name}`);
  }

  /** Starts a deployment, e.g. someone else's, which takes over from the one before. */
  startDeployment(of: EcsService, changes: Partial<Deployment> = {}): void {
    const older = (of.service.deployments ?? []).map((one) => ({ ...one, status: 'ACTIVE' }));
    const deployment = { ...this.#deployment('IN_PROGRESS', of.service.taskDefinition), ...changes };
    of.service = { ...of.service, deployments: [deployment, ...older] };
    of.releases.unshift(release(of, 'IN_PROGRESS', this.#stage.world.clock.now()));
  }

  /** Adds the next task definition, which someone began to deploy this many minutes ago. */
  release(of: EcsService, status: 'IN_PROGRESS' | 'SUCCESSFUL', minutesAgo = 10): void {
    of.definition = definitionAfter(of);
    of.service = { ...of.service, taskDefinition: of.definition.taskDefinitionArn };
    this.startDeployment(of);
    const [started] = of.releases;
    const [deployment] = of.service.deployments ?? [];
    if (!started || !deployment) return;
    started.status = status;
    started.createdAt = new Date(this.#stage.world.clock.milliseconds - minutesAgo * 60_000);
    if (status === 'SUCCESSFUL')
      of.service = { ...of.service, deployments: [{ ...deployment, rolloutState: 'COMPLETED' }] };
  }

  /** Changes the number of tasks, which starts no deployment. */
  scale(cluster: string | undefined, name: string | undefined, count: number): object {
    const of = this.#known({ ...(cluster && { cluster }), ...(name && { service: name }) });
    const parent = (of.tasks[0]?.taskArn ?? '').split('/').slice(0, -1).join('/');
    scaled(of, count, () => this.#task(parent));
    this.#stage.effect(of.arn, replacedAfter);
    return { service: copies([of.service])[0] };
  }

  #all(): Task[] {
    return [...this.#services.values()].flatMap(({ tasks }) => tasks);
  }

  #find(cluster: string | undefined, service: string | undefined): EcsService | undefined {
    return this.#services.get(`${cluster}/${service}`);
  }

  #known({ cluster, service, serviceName }: Named): EcsService {
    const found = this.#find(cluster, service ?? serviceName);
    if (!found) throw awsError('ServiceNotFoundException', 'Service not found.');
    return found;
  }

  #deploy(input: Named): object {
    const running = this.#known(input);
    const controller = running.service.deploymentController?.type ?? 'ECS';
    if (controller !== 'ECS')
      throw awsError(
        'InvalidParameterException',
        `Cannot force a new deployment on services with a ${controller} deployment controller.`,
      );
    if (input.taskDefinition) this.#take(running, input.taskDefinition);
    this.startDeployment(running);
    this.#roll(running, running.releases[0]);
    return { service: copies([running.service])[0] };
  }

  /** Takes on the task definition that a deployment is to bring. */
  #take(running: EcsService, taskDefinition: string): void {
    const definition = this.#definition(taskDefinition);
    if (definition?.status !== 'ACTIVE') throw awsError('ClientException', 'TaskDefinition is inactive');
    running.definition = definition;
    running.service = { ...running.service, taskDefinition };
  }

  #definition(arn: string): TaskDefinition {
    const found = [...this.#services.values()]
      .flatMap(({ definition, releases }) => [definition, ...releases.map((one) => one.definition)])
      .find(({ taskDefinitionArn }) => taskDefinitionArn === arn);
    if (!found) throw awsError('ClientException', 'Unable to describe task definition.');
    return found;
  }

  /** Replaces the tasks, if the service's limits allow it. */
  #roll(running: EcsService, its: Release | undefined): void {
    const { clock } = this.#stage.world;
    const [deployment] = running.service.deployments ?? [];
    if (deployment && mayProceed(running)) {
      const old = running.tasks.filter((task) => task.desiredStatus === 'RUNNING');
      clock.after(replacedAfter, () => {
        for (const task of old) this.#replace(running, task);
        // A newer deployment has superseded this one.
        if (running.service.deployments?.[0]?.id !== deployment.id) return;
        if (its) its.status = its.status === 'IN_PROGRESS' ? 'SUCCESSFUL' : 'ROLLBACK_SUCCESSFUL';
        running.service = { ...running.service, deployments: [{ ...deployment, rolloutState: 'COMPLETED' }] };
      });
      this.#stage.effect(running.arn, replacedAfter);
    }
  }

  #stopDeployment(serviceDeploymentArn: string): object {
    const { running, stopped, target } = stopRelease([...this.#services.values()], serviceDeploymentArn);
    if (target) {
      this.#take(running, target.definition.taskDefinitionArn ?? '');
      const createdAt = this.#stage.world.clock.now();
      const back = this.#deployment('IN_PROGRESS', running.service.taskDefinition);
      const older = (running.service.deployments ?? []).map((one) => ({ ...one, status: 'ACTIVE' }));
      running.service = { ...running.service, deployments: [{ ...back, createdAt }, ...older] };
      this.#roll(running, stopped);
    }
    return { serviceDeploymentArn };
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

  #replace(running: EcsService, task: Task): void {
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

  #deployment(rolloutState: 'COMPLETED' | 'IN_PROGRESS', taskDefinition: string | undefined): Deployment {
    const createdAt = this.#stage.world.clock.now();
    return { id: `ecs-svc/${++this.#made}`, status: 'PRIMARY', rolloutState, taskDefinition, createdAt };
  }
}
