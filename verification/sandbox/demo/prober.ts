import type { CloudWatchClient, MetricDatum } from '@aws-sdk/client-cloudwatch';
import { cluster, failedWrites, healthyTasks, namespaces } from '../names.ts';
import { paced } from '../pace.ts';
import { repeat } from '../repeat.ts';
import { customers } from './cache.ts';
import type { Database } from './database.ts';
import type { Fleet } from './fleet.ts';
import { dimensionsOf, publish } from './publish.ts';
import { type DemoService, metricName, services } from './services.ts';
import type { TaskProcess } from './task-process.ts';

/** How often each task gets a request, and metrics are published, in milliseconds. */
const interval = 1_000;
/** A request that takes longer than this has failed, in milliseconds; a merely busy machine answers in time. */
const patience = 1_500;

/** Writes per round to the orders database. */
const writesPerRound = 2;

interface Probe {
  readonly ok: boolean;
  readonly milliseconds: number;
}

/**
 * Measures the demo from outside, over HTTP, and publishes what the alarms watch: each round sends requests, and reports
 * those that ended since the last round. Like a load balancer, it only asks existing tasks: a service without tasks has
 * no errors, and no healthy tasks.
 */
export class Prober {
  readonly #cloudwatch: CloudWatchClient;
  readonly #fleet: Fleet;
  readonly #database: Database;
  /** Requests that ended and are not published yet, by service. */
  #ended = new Map<string, Probe[]>();
  /** How the last request to a task ended. */
  readonly #latest = new WeakMap<TaskProcess, Probe>();
  #failedWrites = 0;
  #round = 0;

  constructor(cloudwatch: CloudWatchClient, fleet: Fleet, database: Database) {
    this.#cloudwatch = cloudwatch;
    this.#fleet = fleet;
    this.#database = database;
  }

  start(signal: AbortSignal): void {
    repeat('prober', interval, signal, () => this.#measure());
  }

  async #measure(): Promise<void> {
    this.#round += 1;
    for (const service of services) this.#sendRequests(service);
    for (let write = 0; write < writesPerRound; write++) void this.#write();
    const [ended, failed] = [this.#ended, this.#failedWrites];
    this.#ended = new Map();
    this.#failedWrites = 0;
    await Promise.all([
      publish(
        this.#cloudwatch,
        namespaces.services,
        services.flatMap((service) => this.#dataOf(service, ended.get(service.name) ?? [])),
      ),
      publish(this.#cloudwatch, namespaces.orders, [
        { MetricName: failedWrites, Value: failed, Unit: 'Count' },
      ]),
    ]);
  }

  /** One request to each task, or more up to the service's load, spread as a load balancer does. */
  #sendRequests({ name }: DemoService): void {
    const tasks = this.#listening(name);
    const requests = Math.max(tasks.length, this.#fleet.loadOf(name));
    for (let request = 0; tasks.length > 0 && request < requests; request++) {
      const task = tasks[request % tasks.length];
      if (task) void this.#ask(name, task);
    }
  }

  #listening(service: string): TaskProcess[] {
    return this.#fleet.tasksOf(service).filter((task) => task.port !== undefined);
  }

  async #ask(service: string, task: TaskProcess): Promise<void> {
    const customer = (this.#round % customers) + 1;
    const probe = await request(task.port, `/?customer=${customer}`);
    this.#latest.set(task, probe);
    this.#ended.set(service, [...(this.#ended.get(service) ?? []), probe]);
  }

  async #write(): Promise<void> {
    const writer = this.#database.instance(this.#database.writer);
    const { ok } = await request(writer?.port, '/orders', 'POST');
    if (!ok) this.#failedWrites += 1;
  }

  #dataOf({ name }: DemoService, probes: readonly Probe[]): MetricDatum[] {
    const errors = probes.filter((probe) => !probe.ok).length;
    const slowest = Math.max(0, ...probes.map((probe) => probe.milliseconds));
    const healthy = this.#listening(name).filter((task) => this.#latest.get(task)?.ok).length;
    const of = dimensionsOf({ ServiceName: name });
    const ofCluster = dimensionsOf({ ServiceName: name, ClusterName: cluster });
    return [
      { MetricName: metricName(name, 'errors'), Dimensions: ofCluster, Value: errors, Unit: 'Count' },
      {
        MetricName: metricName(name, 'latency'),
        Dimensions: ofCluster,
        Value: slowest,
        Unit: 'Milliseconds',
      },
      { MetricName: healthyTasks, Dimensions: of, Value: healthy, Unit: 'Count' },
    ];
  }
}

async function request(port: number | undefined, path: string, method = 'GET'): Promise<Probe> {
  const from = performance.now();
  const ok = await fetch(`http://127.0.0.1:${port ?? 0}${path}`, {
    method,
    signal: AbortSignal.timeout(paced(patience)),
  })
    .then(async (response) => {
      await response.arrayBuffer();
      return response.ok;
    })
    .catch(() => false);
  return { ok, milliseconds: performance.now() - from };
}
