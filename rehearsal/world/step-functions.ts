import type { Clock } from './clock.ts';
import { awsError, type Commands } from './wire.ts';

export interface Execution {
  readonly arn: string;
  readonly input: unknown;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
}

interface Token {
  expiresAt: number;
  readonly settle: { readonly resolve: (output: unknown) => void; readonly reject: (error: Error) => void };
  readonly answer: Promise<unknown>;
}

/** Starts an execution of one state machine; the rehearsal puts the interpreter behind it. */
export type Start = (execution: Execution) => void;

/** Executions and task tokens. */
export class StepFunctions {
  readonly executions = new Map<string, Execution>();
  readonly #clock: Clock;
  readonly #machines = new Map<string, Start>();
  readonly #tokens = new Map<string, Token>();
  #issued = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly commands: Commands = {
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

  /** Makes a state machine known. */
  define(stateMachineArn: string, start: Start): void {
    this.#machines.set(stateMachineArn, start);
  }

  /** A new task token; good until it is answered, or for as long as `waitFor` says. */
  issueToken(): string {
    const name = `token-${++this.#issued}`;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    promise.catch(() => {});
    this.#tokens.set(name, {
      expiresAt: Number.POSITIVE_INFINITY,
      settle: { resolve, reject },
      answer: promise,
    });
    return name;
  }

  /** Says how long a token is good from now on. */
  expire(name: string, afterSeconds: number): void {
    const token = this.#tokens.get(name);
    if (token) token.expiresAt = this.#clock.now().getTime() + afterSeconds * 1000;
  }

  /** Settles when the token is answered; for ever pending if nobody does. */
  answerOf(name: string): Promise<unknown> {
    return this.#tokens.get(name)?.answer ?? Promise.reject(awsError('InvalidToken', `No token ${name}`));
  }

  #take(name = ''): Token {
    const token = this.#tokens.get(name);
    if (!token) throw awsError('InvalidToken', 'Invalid Token');
    if (token.expiresAt <= this.#clock.now().getTime()) throw awsError('TaskTimedOut', 'Task Timed Out');
    token.expiresAt = Number.NEGATIVE_INFINITY;
    return token;
  }

  #describe(arn: string): object {
    const execution = this.executions.get(arn);
    if (!execution) throw awsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return { executionArn: arn, status: execution.status };
  }

  /** Starts an execution, once for each name. */
  start(stateMachineArn: string, name: string, input: string): { readonly executionArn: string } {
    const start = this.#machines.get(stateMachineArn);
    if (!start)
      throw awsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    if (!/^[\w-]{1,80}$/.test(name)) throw awsError('InvalidName', `Invalid Name: '${name}'`);
    const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = this.executions.get(arn);
    const parsed: unknown = JSON.parse(input);
    if (known && (known.status !== 'RUNNING' || JSON.stringify(known.input) !== JSON.stringify(parsed))) {
      throw awsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    if (!known) {
      const execution: Execution = { arn, input: parsed, status: 'RUNNING' };
      this.executions.set(arn, execution);
      start(execution);
    }
    return { executionArn: arn };
  }
}
