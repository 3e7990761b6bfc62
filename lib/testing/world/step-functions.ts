import type { Clock } from './clock.ts';
import { outsideInvocations } from './invocation.ts';
import { awsError, type Commands } from './wire.ts';

export interface Execution {
  readonly arn: string;
  readonly input: unknown;
  /** What StopExecution does; absent where nothing runs it. */
  stop?: () => void;
  /** Why it failed, as a Fail state says. @default - it did not, or nobody said */
  error?: string;
  cause?: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  /** Epoch milliseconds. @default - long ago */
  readonly startedAt?: number;
  endedAt?: number;
}

interface Token {
  /** ARN of the execution whose task waits with it; undefined if none does. */
  readonly execution: string | undefined;
  expiresAt: number;
  readonly settle: { readonly resolve: (output: unknown) => void; readonly reject: (error: Error) => void };
  readonly answer: Promise<unknown>;
}

/** One attempt of a Task: its input, and what comes of it. */
export interface TaskAttempt {
  /** ARN of the execution. */
  readonly execution: string;
  readonly state: string;
  readonly input: unknown;
  /** Never settles if nobody answers before the Task's time is up. */
  readonly outcome: Promise<unknown>;
}

/** Starts an execution of one state machine; the rehearsal puts the interpreter behind it. */
export type Start = (execution: Execution) => void;

/** Executions and task tokens. */
export class StepFunctions {
  readonly executions = new Map<string, Execution>();
  /** Told of each attempt of a Task. */
  onTask: (attempt: TaskAttempt) => void = () => {};
  readonly #clock: Clock;
  readonly #machines = new Map<string, { readonly start: Start; readonly definition: object }>();
  readonly #tokens = new Map<string, Token>();
  #issued = 0;
  #lagSeconds = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly commands: Commands = {
    ListStateMachines: () => ({
      stateMachines: [...this.#machines.keys()].map((arn) => ({
        stateMachineArn: arn,
        name: arn.split(':').at(-1),
      })),
    }),
    StopExecution: (input: { executionArn?: string }) => this.#stop(input.executionArn ?? ''),
    DescribeStateMachine: (input: { stateMachineArn?: string }) =>
      this.#describeMachine(input.stateMachineArn ?? ''),
    DescribeExecution: (input: { executionArn?: string }) => this.#describe(input.executionArn ?? ''),
    StartExecution: (input: { stateMachineArn?: string; name?: string; input?: string }) =>
      this.start(input.stateMachineArn ?? '', input.name ?? '', input.input ?? '{}'),
    SendTaskSuccess: (input: { taskToken?: string; output?: string }) => {
      const token = this.#take(input.taskToken);
      token.settle.resolve(JSON.parse(input.output ?? ''));
      return {};
    },
    SendTaskFailure: (input: { taskToken?: string; error?: string; cause?: string }) => {
      this.#take(input.taskToken).settle.reject(
        awsError(input.error ?? 'States.TaskFailed', input.cause ?? ''),
      );
      return {};
    },
  };

  /**
   * Lets executions be described as they were this long ago: "the results are best effort and may not reflect very recent updates
   * and changes". https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
   */
  lagBehind(seconds: number): void {
    this.#lagSeconds = seconds;
  }

  /** Deploys a state machine, in place of what was there. */
  define(stateMachineArn: string, start: Start, definition: object = {}): void {
    this.#machines.set(stateMachineArn, { start, definition });
  }

  /** Removes a state machine, as a deploy without its runbook does. */
  remove(stateMachineArn: string): void {
    this.#machines.delete(stateMachineArn);
  }

  /** A new task token; good until it is answered, or for as long as `expire` says. */
  issueToken(execution?: string): string {
    const name = `token-${++this.#issued}`;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    promise.catch(() => {});
    this.#tokens.set(name, {
      execution,
      expiresAt: Number.POSITIVE_INFINITY,
      settle: { resolve, reject },
      answer: promise,
    });
    return name;
  }

  /** Sets how long a token is good from now on. */
  expire(name: string, afterSeconds: number): void {
    const token = this.#tokens.get(name);
    if (token) token.expiresAt = this.#clock.now().getTime() + afterSeconds * 1000;
  }

  /** Ends a token whose task has ended without an answer. */
  revoke(name: string): void {
    const token = this.#tokens.get(name);
    if (token) token.expiresAt = Number.NEGATIVE_INFINITY;
  }

  /** Tokens for which a running execution is still waiting: for assertions, not for handlers. */
  waiting(): string[] {
    const now = this.#clock.milliseconds;
    return [...this.#tokens].flatMap(([name, { execution = '', expiresAt }]) =>
      expiresAt > now && this.executions.get(execution)?.status === 'RUNNING' ? [name] : [],
    );
  }

  /** Settles when the token is answered; stays pending if nobody answers. */
  answerOf(name: string): Promise<unknown> {
    return this.#tokens.get(name)?.answer ?? Promise.reject(awsError('InvalidToken', `No token ${name}`));
  }

  #take(name = ''): Token {
    const token = this.#tokens.get(name);
    if (!token) throw awsError('InvalidToken', 'Invalid Token');
    const { status = 'RUNNING' } = this.executions.get(token.execution ?? '') ?? {};
    if (token.expiresAt <= this.#clock.now().getTime() || status !== 'RUNNING')
      throw awsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    token.expiresAt = Number.NEGATIVE_INFINITY;
    return token;
  }

  #stop(arn: string): object {
    const execution = this.executions.get(arn);
    if (!execution) throw awsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    execution.stop?.();
    return { stopDate: this.#clock.now() };
  }

  #describeMachine(arn: string): object {
    const machine = this.#machines.get(arn);
    if (!machine) throw awsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return { stateMachineArn: arn, status: 'ACTIVE', definition: JSON.stringify(machine.definition) };
  }

  #describe(arn: string): object {
    const execution = this.executions.get(arn);
    const shown = this.#clock.milliseconds - this.#lagSeconds * 1000;
    const { startedAt = 0, endedAt = 0 } = execution ?? {};
    if (!execution || startedAt > shown)
      throw awsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    if (endedAt > shown) return { executionArn: arn, status: 'RUNNING' };
    const { status, error, cause } = execution;
    return { executionArn: arn, status, ...(error === undefined ? {} : { error, cause }) };
  }

  /** Starts an execution, once for each name. */
  start(stateMachineArn: string, name: string, input: string): { readonly executionArn: string } {
    const start = this.#machines.get(stateMachineArn)?.start;
    if (!start)
      throw awsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    if (!/^[\w-]{1,80}$/.test(name)) throw awsError('InvalidName', `Invalid Name: '${name}'`);
    const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.executions.get(arn);
    const parsed: unknown = JSON.parse(input);
    if (Buffer.byteLength(input) > 262_144)
      throw awsError('InvalidExecutionInput', 'The execution input is larger than 262144 bytes.');
    if (known && (known.status !== 'RUNNING' || JSON.stringify(known.input) !== JSON.stringify(parsed))) {
      throw awsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    if (!known) {
      const startedAt = this.#clock.milliseconds;
      const execution: Execution = { arn, input: parsed, status: 'RUNNING', startedAt };
      this.executions.set(arn, execution);
      outsideInvocations(() => start(execution));
    }
    return { executionArn: arn };
  }
}
