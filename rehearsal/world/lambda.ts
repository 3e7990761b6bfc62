import type { Clock } from './clock.ts';
import { Invocation, outsideInvocations } from './invocation.ts';
import { json } from './json.ts';
import { awsError, type Wire } from './wire.ts';

/** A function's code in a sandbox: JSON in, JSON out. */
export type Handler = (payload: unknown) => Promise<unknown>;

export interface LambdaFunction {
  readonly timeoutSeconds: number;
  /** Loads the module into a new sandbox. What it keeps beside its handler lives as long as that sandbox. */
  readonly load: () => Handler;
}

interface Sandbox {
  readonly handler: Handler;
}

/**
 * Lambda: functions, each in sandboxes of its own that run one invocation at a time, are used again and end with a crash
 * or a time-out. Module state belongs to them, not to this process.
 */
export class Lambda {
  /** How many sandboxes were started: cold starts. */
  started = 0;
  readonly #clock: Clock;
  readonly #wire: Wire;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #idle = new Map<string, Sandbox[]>();
  readonly #invoked = new Map<string, number>();

  constructor(clock: Clock, wire: Wire) {
    this.#clock = clock;
    this.#wire = wire;
  }

  /** Deploys a function under its ARN, in place of what was there. */
  define(arn: string, deployed: LambdaFunction): void {
    this.#functions.set(arn, deployed);
    this.#idle.set(arn, []);
  }

  /** @throws Error what a caller sees: the handler's own error, `Sandbox.Timedout`, `Runtime.ExitError` */
  invoke(arn: string, payload: unknown): Promise<unknown> {
    const deployed = this.#functions.get(arn);
    if (!deployed)
      return Promise.reject(awsError('ResourceNotFoundException', `No function is called ${arn}`));
    return outsideInvocations(() =>
      this.#wire.call('lambda', 'Invoke', { FunctionName: arn, Payload: payload }, () =>
        // Whatever is deployed by the time that the call arrives.
        this.#run(arn, this.#functions.get(arn) ?? deployed, payload),
      ),
    );
  }

  /** Counts an invocation that would change nothing, so that those after it are called what they would be. */
  pass(arn: string): void {
    this.#invoked.set(arn, (this.#invoked.get(arn) ?? 0) + 1);
    this.#wire.pass('lambda', 'Invoke', { FunctionName: arn });
  }

  async #run(arn: string, { load, timeoutSeconds }: LambdaFunction, payload: unknown): Promise<unknown> {
    const number = (this.#invoked.get(arn) ?? 0) + 1;
    this.#invoked.set(arn, number);
    const invocation = new Invocation(arn.split(':').at(-1) ?? arn, number, payload);
    const sandbox = this.#sandbox(arn, load);
    // Of what is deployed now: a sandbox that outlives its code's replacement is used no more.
    const siblings = this.#idle.get(arn);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const limit = this.#clock.after(timeoutSeconds, () => {
      // A frozen process misses its own end; it is what wakes up later.
      if (!invocation.isFrozen) invocation.crash('time-out');
      reject(awsError('Sandbox.Timedout', `Task timed out after ${timeoutSeconds}.00 seconds`));
    });
    invocation.onDeath(() =>
      reject(awsError('Runtime.ExitError', 'Runtime exited with error: signal: killed')),
    );
    const free = () => {
      this.#clock.cancel(limit);
      siblings?.push(sandbox);
    };
    invocation
      .run(() => sandbox.handler(json(payload)))
      .then(
        (answer) => resolve(json(answer)),
        (error) => reject(error),
      )
      .finally(free);
    try {
      return await promise;
    } finally {
      this.#clock.cancel(limit);
    }
  }

  #sandbox(arn: string, load: () => Handler): Sandbox {
    const idle = this.#idle.get(arn)?.pop();
    if (idle) return idle;
    this.started++;
    return { handler: load() };
  }
}
