import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { places, root } from '../places.ts';
import { signalGroup, start } from '../processes.ts';
import { configurationFile } from './configuration.ts';
import { type Fault, type Listening, taskVariables } from './task-messages.ts';

const program = join(root, 'verification', 'sandbox', 'demo', 'task.ts');

/** What a request costs a task. */
export interface Work {
  /** Of the Redis where it reads the customer's cart. @default - it reads none */
  readonly redisPort?: number;
  /** How long it works on a request, one after another, in milliseconds. @default - it answers all at once */
  readonly milliseconds?: number;
}

/** The process behind an ECS task or a database instance. */
export class TaskProcess {
  readonly service: string;
  /** Where it listens; undefined until it does, and once it has ended. */
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

  /** As a stopped container ends: without a chance to object. */
  kill(): void {
    signalGroup(this.#child, 'SIGKILL');
  }
}
