import type { Clock } from './clock.ts';

export type Service = 'cloudwatch' | 'dynamodb' | 'lambda' | 'scheduler' | 'sns' | 'step-functions';

/** One call that reached the boundary of an SDK client. */
export interface Call {
  readonly service: Service;
  /** The command's name without `Command`. */
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/**
 * How a call goes wrong.
 * - `error before`: refused, nothing happened
 * - `error after`: it happened, and the answer was lost
 * - `throttle`: refused, after the SDK's own retries
 * - `crash before`, `crash after`: the caller's process ends there; its promise never settles
 */
export type Failure = 'error before' | 'error after' | 'throttle' | 'crash before' | 'crash after';

export interface FailureOptions {
  /** How many fitting calls go well first. @default 0 */
  readonly after?: number;
  /** How many fail then. @default 1 */
  readonly times?: number;
  /** Which inputs fit. @default - all */
  readonly where?: (input: Call['input']) => boolean;
  /** What the caller sees. @default - what the service says in such a case */
  readonly error?: (call: Call) => Error;
}

interface Planned extends Required<Omit<FailureOptions, 'error'>>, Pick<FailureOptions, 'error'> {
  readonly service: Service;
  readonly command: string;
  readonly failure: Failure;
  seen: number;
}

/** What stands behind a client: one function per command, synchronous or not. */
export type Commands = Readonly<Record<string, (input: never) => unknown>>;

/** An error as an SDK client throws it. */
export const awsError = (name: string, message: string, details: object = {}): Error =>
  Object.assign(new Error(message), { name, $metadata: {}, ...details });

/** The only way from handlers to the world: each call is recorded, may be delayed, and may fail. */
export class Wire {
  readonly calls: Call[] = [];
  /** Virtual seconds that a call takes. */
  latency: (call: Call) => number = () => 0;
  /** A scheduling point: awaited before each call takes effect. */
  beforeEach: (call: Call) => Promise<void> | void = () => {};
  readonly #clock: Clock;
  #failures: Planned[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Plans a failure of calls to come. */
  fail(service: Service, command: string, failure: Failure, options: FailureOptions = {}): void {
    this.#failures.push({
      after: 0,
      times: 1,
      where: () => true,
      ...options,
      service,
      command,
      failure,
      seen: 0,
    });
  }

  /** Everything works again. */
  heal(): void {
    this.#failures = [];
  }

  async send(service: Service, commands: Commands, command: { input: object }): Promise<unknown> {
    const name = command.constructor.name.replace(/Command$/, '');
    return this.call(service, name, command.input, commands[name]);
  }

  async call(
    service: Service,
    command: string,
    given: object,
    work: ((input: never) => unknown) | undefined,
  ): Promise<unknown> {
    if (!work) throw new Error(`The rehearsal's ${service} knows no ${command}`);
    const input = given as Call['input'];
    const call: Call = { service, command, input, at: this.#clock.now().toISOString() };
    this.calls.push(call);
    await this.beforeEach(call);
    const latency = this.latency(call);
    if (latency > 0) await this.#clock.sleep(latency);
    const planned = this.#dueFailure(call);
    if (planned?.failure === 'crash before') return new Promise(() => {});
    if (planned && !planned.failure.endsWith('after')) throw this.#errorOf(planned, call);
    const answer = await work(input as never);
    if (planned?.failure === 'crash after') return new Promise(() => {});
    if (planned) throw this.#errorOf(planned, call);
    return answer;
  }

  #dueFailure(call: Call): Planned | undefined {
    for (const planned of this.#failures) {
      const fits =
        planned.service === call.service && planned.command === call.command && planned.where(call.input);
      if (!fits) continue;
      planned.seen++;
      if (planned.seen > planned.after && planned.seen <= planned.after + planned.times) return planned;
    }
    return undefined;
  }

  #errorOf({ failure, error }: Planned, call: Call): Error {
    if (error) return error(call);
    // Step Functions retries this one: the invocation is delivered again.
    if (call.service === 'lambda')
      return awsError('Lambda.ServiceException', 'The Lambda service had trouble');
    if (failure === 'throttle') return awsError('ThrottlingException', 'Rate exceeded');
    return failure === 'error after'
      ? awsError('TimeoutError', 'socket hang up')
      : awsError('InternalServerError', 'Internal server error');
  }
}
