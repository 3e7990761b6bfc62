import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { places, root } from '../places.ts';
import { signalGroup, start } from '../processes.ts';
import { configurationFile } from './configuration.ts';
import { type Fault, type Listening, taskVariables } from './task-messages.ts';

const program = join(root, 'verification', 'sandbox', 'demo', 'task.ts');

/** What a request costs a task. */
export interface Work {
  /** Port of the Redis with the customers' carts. @default - it reads none */
  readonly redisPort?: number;
  /** How long it takes per request, one at a time, in milliseconds. @default - it answers all at once */
  readonly milliseconds?: number;
}

/** The process behind an ECS task or a database instance. */
export class TaskProcess {
  readonly service: string;
  /** Where it listens; undefined before that and after it exits. */
  port: number | undefined;
  readonly #child: ChildProcess;

  constructor(service: string, { redisPort, milliseconds }: Work = {}) {
    this.service = service;
    this.#child = start(process.execPath, [program], {
      tie: 'messages',
      log: join(places.logs, 'demo.log'),
      env: {
        PATH: process.env.PATH,
        [taskVariables.service]: service,
        [taskVariables.configuration]: configurationFile(service),
        ...(redisPort === undefined ? {} : { [taskVariables.redisPort]: String(redisPort) }),
        ...(milliseconds === undefined ? {} : { [taskVariables.work]: String(milliseconds) }),
      },
    });
    this.#child.on('message', (message) => {
      this.port = (message as Listening).port;
    });
    this.#child.on('exit', () => {
      this.port = undefined;
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  breakAs(fault: Fault): void {
    this.#child.send(fault);
  }

  /** Ends it like a killed container: it can't react. */
  kill(): void {
    signalGroup(this.#child, 'SIGKILL');
  }
}
