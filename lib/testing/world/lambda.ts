import type { Clock } from './clock.ts';
import { Invocation, outsideInvocations } from './invocation.ts';
import { json } from './json.ts';
import { awsError, type Wire } from './wire.ts';

/** The error's name as Step Functions reports it. */
const tooMany = 'Lambda.TooManyRequestsException';

/** A function's code in a sandbox: JSON in, JSON out. */
export type Handler = (payload: unknown) => Promise<unknown>;

export interface LambdaFunction {
  readonly timeoutSeconds: number;
  /** Its reserved concurrency, shared by all of its versions. @default - it shares what is left in the account */
  readonly reserved?: { readonly by: string; readonly most: number };
  /** Loads the module into a new sandbox, given the sandbox's name. What the module keeps lives as long as that sandbox. */
  readonly load: (sandbox: string) => Handler;
}

interface Sandbox {
  readonly handler: Handler;
}

/**
 * Lambda: each function has sandboxes of its own, which run one invocation at a time, are reused, and end with a crash or a
 * timeout. Module state belongs to the sandbox, not to this process.
 */
export class Lambda {
  /** How many sandboxes were started: cold starts. */
  started = 0;
  /** How many times a function was deployed. */
  version = 0;
  readonly #clock: Clock;
  readonly #wire: Wire;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #idle = new Map<string, Sandbox[]>();
  readonly #invoked = new Map<string, number>();
  readonly #sandboxes = new Map<string, number>();
  /** Invocations that are running now, by whose concurrency they use. */
  readonly #running = new Map<string, number>();

  constructor(clock: Clock, wire: Wire) {
    this.#clock = clock;
    this.#wire = wire;
  }

  /** Deploys a function under its ARN, in place of what was there. */
  define(arn: string, deployed: LambdaFunction): void {
    this.version++;
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
        // Whatever is deployed by the time the call arrives.
        this.#run(arn, this.#functions.get(arn) ?? deployed, payload),
      ),
    );
  }

  /** Counts an invocation that would change nothing, so that those after it keep the names they would have had. */
  pass(arn: string): void {
    this.#invoked.set(arn, (this.#invoked.get(arn) ?? 0) + 1);
    this.#wire.pass('lambda', 'Invoke', { FunctionName: arn });
  }

  /**
   * Invokes a function asynchronously: a throttled event stays in Lambda's queue and is retried for six hours, first after a
   * second, then at growing intervals of up to five minutes.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   * @throws Error the function's own; further attempts are up to the caller
   */
  async invokeLater(arn: string, payload: unknown): Promise<unknown> {
    const giveUpAt = this.#clock.milliseconds + 6 * 3_600_000;
    for (let wait = 1; ; wait = Math.min(2 * wait, 300)) {
      try {
        return await this.invoke(arn, payload);
      } catch (error) {
        if ((error as Error).name !== tooMany || this.#clock.milliseconds > giveUpAt) throw error;
        await this.#clock.sleep(wait);
      }
    }
  }

  /**
   * Invokes a function for a caller that does not wait for it. After an error, Lambda tries twice more, "with a one-minute wait
   * between the first two attempts, and two minutes between the second and third attempts".
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   * @param heard told of each error
   * @param waits before each further attempt, in seconds
   */
  async invokeUntilDone(
    arn: string,
    payload: unknown,
    heard: (error: unknown) => void = () => {},
    waits: Iterator<number, undefined> = [60, 120].values(),
  ): Promise<void> {
    for (let wait: number | undefined = 0; wait !== undefined; wait = waits.next().value) {
      await this.#clock.sleep(wait);
      try {
        await this.invokeLater(arn, payload);
        return;
      } catch (error) {
        heard(error);
      }
    }
  }

  /**
   * @throws Error if the function or the account already runs as many invocations as it may.
   * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  #takePlace(place: string): void {
    const { account } = this.#wire;
    if (!account) return;
    const { concurrency, reserves } = account.limits.lambda;
    const all = reserves ? [...this.#functions.values()].flatMap(({ reserved }) => reserved ?? []) : [];
    const reserved = new Map(all.map(({ by, most }) => [by, most]));
    const left = concurrency - [...reserved.values()].reduce((sum, most) => sum + most, 0);
    if ((this.#running.get(place) ?? 0) >= (reserved.get(place) ?? left))
      throw awsError(tooMany, 'Rate Exceeded. (Service: Lambda, Status Code: 429)');
  }

  /** Whose concurrency an invocation uses. */
  #placeOf({ reserved }: LambdaFunction): string {
    return (this.#wire.account?.limits.lambda.reserves && reserved?.by) || 'the account';
  }

  async #run(arn: string, deployed: LambdaFunction, payload: unknown): Promise<unknown> {
    const { load, timeoutSeconds } = deployed;
    const place = this.#placeOf(deployed);
    this.#takePlace(place);
    const count = (change: number) => this.#running.set(place, (this.#running.get(place) ?? 0) + change);
    count(1);
    const number = (this.#invoked.get(arn) ?? 0) + 1;
    this.#invoked.set(arn, number);
    const invocation = new Invocation(arn.split(':').at(-1) ?? arn, number, payload);
    const sandbox = this.#sandbox(arn, load);
    // The list of the code deployed now: a sandbox that outlives its code is not reused.
    const siblings = this.#idle.get(arn);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const limit = this.#clock.after(timeoutSeconds, () => {
      // A frozen process sleeps through its own timeout, and wakes up later.
      if (!invocation.isFrozen) invocation.crash('timeout');
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
      count(-1);
      this.#clock.cancel(limit);
    }
  }

  #sandbox(arn: string, load: LambdaFunction['load']): Sandbox {
    const idle = this.#idle.get(arn)?.pop();
    if (idle) return idle;
    this.started++;
    const number = (this.#sandboxes.get(arn) ?? 0) + 1;
    this.#sandboxes.set(arn, number);
    return { handler: load(`${arn}#${number}`) };
  }
}
