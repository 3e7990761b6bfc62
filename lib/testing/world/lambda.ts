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
  /** Loads the module into a new sandbox, by its name. What it keeps beside its handler lives as long as that sandbox. */
  readonly load: (sandbox: string) => Handler;
}

interface Sandbox {
  readonly handler: Handler;
}

/**
 * Lambda: functions, each in sandboxes of its own that run one invocation at a time, are used again and end with a crash
 * or a timeout. Module state belongs to them, not to this process.
 */
export class Lambda {
  /** How many sandboxes were started: cold starts. */
  started = 0;
  /** How often a function was deployed. */
  version = 0;
  readonly #clock: Clock;
  readonly #wire: Wire;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #idle = new Map<string, Sandbox[]>();
  readonly #invoked = new Map<string, number>();
  readonly #sandboxes = new Map<string, number>();
  /** Invocations that run now, by whose reserved concurrency they take. */
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

  /**
   * Invokes a function asynchronously: what was throttled stays in Lambda's queue and is tried again for six hours, at
   * first after a second, then after ever more, up to five minutes.
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   * @throws Error the function's own; the caller decides about further attempts
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
   * @throws Error if as many invocations run as the function or the account may have.
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

  /** Whose concurrency an invocation takes. */
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
    // Of what is deployed now: a sandbox that outlives its code's replacement is used no more.
    const siblings = this.#idle.get(arn);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const limit = this.#clock.after(timeoutSeconds, () => {
      // A frozen process misses its own end; it is what wakes up later.
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
