import { type CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { cluster, failedWrites, healthyTasks, namespaces } from '../names.ts';
import { repeat } from '../repeat.ts';
import { customers } from './cache.ts';
import type { Database } from './database.ts';
import type { Fleet } from './fleet.ts';
import { type DemoService, metricName, services } from './services.ts';

/** Once a second each task gets a request; one that takes longer than this has failed, in milliseconds. */
const interval = 1_000;
const patience = 700;

/** Writes a round sends to the orders database. */
const writesPerRound = 2;

interface Probe {
  readonly ok: boolean;
  readonly milliseconds: number;
}

/**
 * Measures the demo from outside, over HTTP, and publishes what the alarms watch. Like a load balancer it asks only
 * tasks that are there: a service without any task has no errors, and no healthy tasks.
 */
export class Prober {
  readonly #cloudwatch: CloudWatchClient;
  readonly #fleet: Fleet;
  readonly #database: Database;
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
    const [measured, failed] = await Promise.all([
      Promise.all(services.map((service) => this.#measureService(service))),
      this.#countFailedWrites(),
    ]);
    await this.#publish(namespaces.services, measured.flat());
    await this.#publish(namespaces.orders, [{ MetricName: failedWrites, Value: failed, Unit: 'Count' }]);
  }

  async #measureService(service: DemoService): Promise<MetricDatum[]> {
    const customer = (this.#round % customers) + 1;
    const tasks = this.#fleet.tasksOf(service.name).filter((task) => task.port !== undefined);
    const probes = await Promise.all(tasks.map((task) => request(task.port, `/?customer=${customer}`)));
    const errors = probes.filter((probe) => !probe.ok).length;
    const slowest = Math.max(0, ...probes.map((probe) => probe.milliseconds));
    const of = [{ Name: 'ServiceName', Value: service.name }];
    const ofCluster = [...of, { Name: 'ClusterName', Value: cluster }];
    return [
      { MetricName: metricName(service.name, 'errors'), Dimensions: ofCluster, Value: errors, Unit: 'Count' },
      {
        MetricName: metricName(service.name, 'latency'),
        Dimensions: ofCluster,
        Value: slowest,
        Unit: 'Milliseconds',
      },
      { MetricName: healthyTasks, Dimensions: of, Value: probes.length - errors, Unit: 'Count' },
    ];
  }

  async #countFailedWrites(): Promise<number> {
    const writer = this.#database.instance(this.#database.writer);
    const writes = Array.from({ length: writesPerRound }, () => request(writer?.port, '/orders', 'POST'));
    return (await Promise.all(writes)).filter((write) => !write.ok).length;
  }

  async #publish(namespace: string, data: MetricDatum[]): Promise<void> {
    const Timestamp = new Date();
    const MetricData = data.map((datum) => ({ ...datum, Timestamp }));
    await this.#cloudwatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }));
  }
}

async function request(port: number | undefined, path: string, method = 'GET'): Promise<Probe> {
  const from = performance.now();
  const ok = await fetch(`http://127.0.0.1:${port ?? 0}${path}`, {
    method,
    signal: AbortSignal.timeout(patience),
  })
    .then(async (response) => {
      await response.arrayBuffer();
      return response.ok;
    })
    .catch(() => false);
  return { ok, milliseconds: performance.now() - from };
}
