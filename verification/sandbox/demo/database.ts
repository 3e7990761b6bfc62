import { DescribeDBClustersCommand, type RDSClient } from '@aws-sdk/client-rds';
import { database } from '../names.ts';
import { repeat } from '../repeat.ts';
import { release } from './configuration.ts';
import { TaskProcess } from './task-process.ts';

/** The instances of the demo's Aurora cluster; RDS makes the first one the writer. */
export const instances = [`${database}-1`, `${database}-2`] as const;

/**
 * The orders database: one process for each instance. Its cluster endpoint follows the writer that RDS names, as
 * Aurora's does, so a failover sends the writes to the other process.
 */
export class Database {
  /** The writer that RDS names. */
  writer: string | undefined;
  /** How often the writer changed. */
  failovers = 0;
  readonly #rds: RDSClient;
  readonly #instances = new Map<string, TaskProcess>();

  constructor(rds: RDSClient) {
    this.#rds = rds;
  }

  start(signal: AbortSignal): void {
    for (const name of instances) {
      release(name, {});
      this.#instances.set(name, new TaskProcess(name));
    }
    repeat('database', 500, signal, () => this.#followWriter());
  }

  instance(name: string | undefined): TaskProcess | undefined {
    return name === undefined ? undefined : this.#instances.get(name);
  }

  async #followWriter(): Promise<void> {
    const answer = await this.#rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: database }));
    const member = answer.DBClusters?.[0]?.DBClusterMembers?.find((one) => one.IsClusterWriter);
    const writer = member?.DBInstanceIdentifier;
    if (this.writer !== undefined && writer !== this.writer) this.failovers += 1;
    this.writer = writer;
  }
}
