import { attempts } from '#core/aws/attempts';
import type { Clock } from './clock.ts';
import { type Due, errorOf, type Failure, type FailureOptions, Failures, hasToken } from './failures.ts';
import { currentInvocation, forEver, type Invocation } from './invocation.ts';
import type { Account } from './limits.ts';

export { awsError, type Failure, type FailureOptions } from './failures.ts';

/** `cloudwatch`, `dynamodb`, `lambda`, `scheduler`, `sns`, `step-functions`, or what an action's own world adds. */
export type Service = string;

/** One call that reached the boundary of an SDK client: a point at which anything may happen in between. */
export interface Call {
  /** From 0, in the order in which calls were sent. */
  readonly index: number;
  /** `AdmitFunctionArn#1 dynamodb.Query#2`: the same in every run, whatever else is in between. */
  readonly name: string;
  readonly service: Service;
  /** The command's name without `Command`. */
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who called; undefined for AWS itself. */
  readonly by: Invocation | undefined;
}

/** What stands behind a client: one function per command, synchronous or not. */
export type Commands = Readonly<Record<string, (input: never) => unknown>>;

/** A call that met a planned failure. */
export interface Struck {
  readonly call: Call;
  readonly failure: Failure;
}

/** The only way from handlers to the world: each call is recorded, may be delayed, and may fail. */
export class Wire {
  readonly calls: Call[] = [];
  /** Every failure that has struck. */
  readonly struck: Struck[] = [];
  /** Every call that AWS itself refused, including those that also met a planned failure. */
  readonly refused = new Set<Call>();
  /** Virtual seconds that a call takes. */
  latency: (call: Call) => number = () => 0;
  /** The account whose limits are in force. @default - none are */
  account: Account | undefined;
  /** A scheduling point: awaited before each call takes effect. */
  beforeEach: (call: Call) => Promise<void> | void = () => {};
  readonly #clock: Clock;
  readonly #failures = new Failures();
  readonly #names = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Plans a failure of future calls.
   * @returns a function that tells how often it has struck
   */
  fail(service: Service, command: string, failure: Failure, options: FailureOptions = {}): () => number {
    return this.plan((call) => call.service === service && call.command === command, failure, options);
  }

  /** The same for the one call of this name or index. */
  failAt(point: string | number, failure: Failure, options: FailureOptions = {}): () => number {
    return this.plan((call) => call.name === point || call.index === point, failure, options);
  }

  /** The same for all calls that match. */
  plan(fits: (call: Call) => boolean, failure: Failure, options: FailureOptions = {}): () => number {
    return this.#failures.plan(fits, failure, options);
  }

  /** Everything works again. */
  heal(): void {
    this.#failures.forget();
  }

  send(service: Service, commands: Commands, command: { input: object }): Promise<unknown> {
    const name = nameOf(command.constructor);
    return this.call(service, name, command.input, commands[name], attemptsOf(service));
  }

  async call(
    service: Service,
    command: string,
    given: object,
    work: ((input: never) => unknown) | undefined,
    /** How many times it is sent while AWS throttles it; once, if no SDK is behind the call to retry it. */
    most = 1,
  ): Promise<unknown> {
    if (!work) throw new Error(`The rehearsal's ${service} knows no ${command}`);
    const by = currentInvocation();
    if (by?.standstill) await by.standstill;
    const call = this.#record(service, command, given as Call['input'], by);
    const waiting = this.beforeEach(call);
    if (waiting) await waiting;
    const latency = this.latency(call);
    if (latency > 0) await this.#clock.sleep(latency);
    if (by?.standstill) await by.standstill;
    if (this.account) await this.#admitted(call, most);
    const due = this.#failures.dueFor(call);
    try {
      if (due) return await this.#fail(due, call, work);
      const answer = work(call.input as never);
      return answer instanceof Promise ? await answer : answer;
    } catch (error) {
      if (!due) this.refused.add(call);
      throw error;
    } finally {
      // A process that is dead or frozen hears no answer, so none of its promises settle.
      if (by?.standstill) await by.standstill;
    }
  }

  /** Counts one of AWS's own calls without making it. */
  pass(service: Service, command: string, input: Call['input']): void {
    this.#count(nameWithout(`${service}.${command}`, input));
  }

  /** Waits and retries while the call is throttled, as the SDK does. @throws Error AWS's refusal, once the SDK gives up */
  async #admitted(call: Call, most: number): Promise<void> {
    for (let attempt = 1; this.account; attempt++) {
      const refusal = this.account.refuses(call);
      if (!refusal) return;
      const isRetried = attempt < most && refusal.name !== 'TransactionCanceledException';
      if (isRetried) await this.#clock.sleep(retryWaitSeconds(attempt));
      if (call.by?.standstill) await call.by.standstill;
      if (!isRetried) throw refusal;
    }
  }

  async #fail(due: Due, call: Call, work: (input: never) => unknown): Promise<unknown> {
    const [how, when] = due.failure.split(' ');
    this.struck.push({ call, failure: due.failure });
    if (how === 'twice') return twice(() => work(call.input as never));
    const carryOut = async () => {
      try {
        return await work(call.input as never);
      } catch (error) {
        this.refused.add(call);
        throw error;
      }
    };
    if (how === 'sent') return this.#sentAgain(call, carryOut, () => work(call.input as never));
    const answer = when === 'after' ? await carryOut() : undefined;
    if (how === 'crash') {
      call.by?.crash(due.seen);
      return forEver();
    }
    if (how !== 'freeze') throw errorOf(due, call);
    const { wakes = 60 } = due;
    const woken = typeof wakes === 'number' ? this.#clock.sleep(wakes) : this.#clock.until(wakes);
    call.by?.freeze(woken);
    await woken;
    return when === 'after' ? answer : carryOut();
  }

  /** If AWS refuses the second attempt, the call still took effect the first time. */
  async #sentAgain(call: Call, send: () => Promise<unknown>, again: () => unknown): Promise<unknown> {
    const first = await send();
    await this.#clock.sleep(retryWaitSeconds(1));
    if (call.by?.standstill) await call.by.standstill;
    return hasToken(call) ? first : again();
  }

  #record(service: Service, command: string, input: Call['input'], by: Invocation | undefined): Call {
    const what = `${service}.${command}`;
    const number = by?.count(what) ?? this.#count(nameWithout(what, input));
    const name = by ? `${by.name} ${what}#${number}` : `${nameWithout(what, input)}#${number}`;
    const call = new Recorded(this.calls.length, name, service, command, input, this.#clock.milliseconds, by);
    this.calls.push(call);
    return call;
  }

  #count(name: string): number {
    const number = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, number);
    return number;
  }
}

const names = new Map<unknown, string>();

/** A command's name, from its class, looked up once. */
function nameOf(made: { readonly name: string }): string {
  const known = names.get(made);
  if (known !== undefined) return known;
  const name = made.name.replace(/Command$/, '');
  names.set(made, name);
  return name;
}

const attemptsOf = (service: Service): number =>
  service in attempts ? attempts[service as keyof typeof attempts] : attempts.usual;

/**
 * How long the SDK waits before it sends a call again: between 0 and a second, doubled each time, 20 s at most.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const retryWaitSeconds = (attempt: number): number => Math.random() * Math.min(2 ** (attempt - 1), 20);

/** A call as it is recorded; its moment is formatted only for those who read it. */
class Recorded implements Call {
  readonly index: number;
  readonly name: string;
  readonly service: Service;
  readonly command: string;
  readonly input: Call['input'];
  readonly by: Invocation | undefined;
  readonly #at: number;

  constructor(
    index: number,
    name: string,
    service: Service,
    command: string,
    input: Call['input'],
    at: number,
    by: Invocation | undefined,
  ) {
    this.index = index;
    this.name = name;
    this.service = service;
    this.command = command;
    this.input = input;
    this.by = by;
    this.#at = at;
  }

  get at(): string {
    return new Date(this.#at).toISOString();
  }
}

/** The name of a call that AWS itself makes, with the function if it invokes one. */
const nameWithout = (what: string, { FunctionName }: Call['input']): string =>
  typeof FunctionName === 'string'
    ? `${what} ${FunctionName.slice(FunctionName.lastIndexOf(':') + 1)}`
    : what;

/** Runs two copies of one invocation at once; the caller hears from whichever ends first. */
function twice(work: () => unknown): Promise<unknown> {
  const copies = [work(), work()].map((copy) => Promise.resolve(copy));
  for (const copy of copies) copy.catch(() => {});
  return Promise.race(copies);
}
