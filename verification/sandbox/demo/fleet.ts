import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListTasksCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { cluster } from '../names.ts';
import { paced } from '../pace.ts';
import { repeat } from '../repeat.ts';
import { type DemoService, services } from './services.ts';
import { TaskProcess, type Work } from './task-process.ts';

/** How often ECS is read, in milliseconds. */
const interval = 300;

/**
 * Replaces container instances: exactly one process for each RUNNING task of the cluster. A task that ECS stopped
 * loses its process at once; a task that ECS started gets one.
 */
export class Fleet {
  readonly #ecs: ECSClient;
  readonly #redisPort: number;
  readonly #tasks = new Map<string, TaskProcess>();
  readonly #loads = new Map<string, number>();
  readonly #refills = new Map<string, number>();

  constructor(ecs: ECSClient, redisPort: number) {
    this.#ecs = ecs;
    this.#redisPort = redisPort;
  }

  start(signal: AbortSignal): void {
    repeat('fleet', interval, signal, () => this.#reconcile());
  }

  /** The processes of a service's tasks, in the order in which they started. */
  tasksOf(service: string): TaskProcess[] {
    return [...this.#tasks.values()].filter((task) => task.service === service);
  }

  pidsOf(service: string): number[] {
    return this.tasksOf(service).map((task) => task.pid);
  }

  /** Requests per second to all tasks of a service together, if more than one each. @default 0 */
  loadOf(service: string): number {
    return this.#loads.get(service) ?? 0;
  }

  putLoad(service: string, requests: number): void {
    this.#loads.set(service, requests);
  }

  /** How often a service was redeployed since it was created: one line in ECS's own events each. */
  async deploymentsOf(name: string): Promise<number> {
    const events = (await this.#describe(name))?.events ?? [];
    const drained = events.filter((event) => event.message?.includes('has begun draining')).length;
    return drained - (this.#refills.get(name) ?? 0);
  }

  async #reconcile(): Promise<void> {
    const wanted = await this.#runningTasks();
    const lost = new Set<string>();
    for (const [arn, task] of this.#tasks) {
      if (wanted.has(arn)) continue;
      task.kill();
      this.#tasks.delete(arn);
      lost.add(task.service);
    }
    for (const [arn, service] of wanted) {
      if (!this.#tasks.has(arn)) {
        this.#tasks.set(arn, new TaskProcess(service.name, this.#does(service)));
      }
    }
    await Promise.all([...lost].map((service) => this.#refill(service)));
  }

  #does({ readsCarts, workMilliseconds }: DemoService): Work {
    return {
      ...(readsCarts ? { redisPort: this.#redisPort } : {}),
      ...(workMilliseconds === undefined ? {} : { milliseconds: paced(workMilliseconds) }),
    };
  }

  async #runningTasks(): Promise<Map<string, DemoService>> {
    const { taskArns: tasks = [] } = await this.#ecs.send(new ListTasksCommand({ cluster, maxResults: 100 }));
    if (tasks.length === 0) return new Map();
    const described = await this.#ecs.send(new DescribeTasksCommand({ cluster, tasks }));
    return new Map(
      (described.tasks ?? []).flatMap((task): [string, DemoService][] => {
        const service = services.find(({ name }) => task.group === `service:${name}`);
        return service && task.taskArn && task.lastStatus === 'RUNNING' ? [[task.taskArn, service]] : [];
      }),
    );
  }

  /** ECS's scheduler replaces a task that StopTask ended; the emulator's does so only when the service is updated. */
  async #refill(name: string): Promise<void> {
    const { runningCount = 0, desiredCount = 0 } = (await this.#describe(name)) ?? {};
    if (runningCount >= desiredCount) return;
    this.#refills.set(name, (this.#refills.get(name) ?? 0) + 1);
    await this.#ecs.send(new UpdateServiceCommand({ cluster, service: name, desiredCount }));
  }

  async #describe(service: string): Promise<Service | undefined> {
    const answer = await this.#ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    return answer.services?.[0];
  }
}
