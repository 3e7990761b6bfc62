import type { RoutingConfigurationListItem } from '@aws-sdk/client-sfn';
import type { Stage } from '../action-world.ts';
import { awsError, type Commands } from '../wire.ts';

interface Asked {
  readonly stateMachineArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly executionArn?: string;
  readonly name?: string;
  readonly input?: string;
}

/** A state machine of a team; change its fields to change the world. */
export interface TeamStateMachine {
  type: 'STANDARD' | 'EXPRESS';
  status: 'ACTIVE' | 'DELETING';
  readonly versions: Set<string>;
  readonly aliases: Map<string, RoutingConfigurationListItem[]>;
  /** By name. */
  readonly executions: Map<string, TeamExecution>;
  /** How an execution that starts now will end, and after how many seconds. */
  ends: Ending & { readonly afterSeconds: number };
}

/** How an execution ends. */
export interface Ending {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

interface TeamExecution {
  readonly qualifier: string;
  readonly input: string;
  ended?: Ending;
}

/** How long until users notice what an execution does, in seconds. */
const noticedAfter = 30;

/** Step Functions, limited to teams' state machines: those of runbooks run in the world itself. */
export class States {
  readonly #stage: Stage;
  readonly #machines = new Map<string, TeamStateMachine>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  readonly commands: Commands = {
    DescribeStateMachine: ({ stateMachineArn = '' }: Asked) => {
      const { type, status } = this.#version(stateMachineArn);
      return { stateMachineArn, type, status };
    },
    DescribeStateMachineAlias: ({ stateMachineAliasArn = '' }: Asked) => ({
      routingConfiguration: [...this.#routes(stateMachineAliasArn)],
    }),
    StartExecution: (input: Asked) => this.#start(input),
    DescribeExecution: ({ executionArn = '' }: Asked) => this.#describe(executionArn),
  };

  /** Creates a standard state machine with versions 1 and 2, and the alias if this names one, unless they exist. */
  put(qualified: string): void {
    const [arn, qualifier] = split(qualified);
    const its = this.#machines.get(arn) ?? {
      type: 'STANDARD',
      status: 'ACTIVE',
      versions: new Set(['1', '2']),
      aliases: new Map(),
      executions: new Map(),
      ends: { status: 'SUCCEEDED', output: '{}', afterSeconds: 20 },
    };
    this.#machines.set(arn, its);
    const isKnown = its.versions.has(qualifier) || its.aliases.has(qualifier);
    if (!isKnown) its.aliases.set(qualifier, [{ stateMachineVersionArn: `${arn}:2`, weight: 100 }]);
  }

  has(qualified: string): boolean {
    return this.#machines.has(split(qualified)[0]);
  }

  remove(qualified: string): void {
    this.#machines.delete(split(qualified)[0]);
  }

  /** @throws Error AWS's own, if there is no such state machine */
  machine(qualified: string): TeamStateMachine {
    const found = this.#machines.get(split(qualified)[0]);
    if (!found) throw awsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${qualified}'`);
    return found;
  }

  #version(qualified: string): TeamStateMachine {
    const its = this.machine(qualified);
    if (!its.versions.has(split(qualified)[1]))
      throw awsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${qualified}'`);
    return its;
  }

  #routes(qualified: string): readonly RoutingConfigurationListItem[] {
    const found = this.#machines.get(split(qualified)[0])?.aliases.get(split(qualified)[1]);
    if (!found) throw awsError('ResourceNotFound', `Resource not found: '${qualified}'`);
    return found;
  }

  /**
   * "StartExecution is idempotent for STANDARD workflows": the same name and input is the same execution (here, even if it
   * has ended), and another input is refused.
   * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   */
  #start({ stateMachineArn = '', name = '', input = '{}' }: Asked): object {
    const [arn, qualifier] = split(stateMachineArn);
    const its = this.machine(arn);
    if (!its.versions.has(qualifier)) this.#routes(stateMachineArn);
    if (its.status === 'DELETING')
      throw awsError('StateMachineDeleting', 'The state machine is being deleted.');
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/]{1,80}$/.test(name))
      throw awsError('InvalidName', `Invalid Name: '${name}'`);
    const before = its.executions.get(name);
    if (before && before.input !== input)
      throw awsError('ExecutionAlreadyExists', `Execution Already Exists: '${name}'`);
    const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
    if (!before) this.#run(its, name, executionArn, { qualifier, input });
    return { executionArn, startDate: this.#stage.world.clock.now() };
  }

  #run(its: TeamStateMachine, name: string, executionArn: string, execution: TeamExecution): void {
    its.executions.set(name, execution);
    const { afterSeconds, ...ending } = its.ends;
    const { world, effect } = this.#stage;
    if (ending.status === 'SUCCEEDED') effect(executionArn, noticedAfter);
    world.clock.after(afterSeconds, () => {
      execution.ended = ending;
      world.onWorkEnded({
        source: 'aws.states',
        'detail-type': 'Step Functions Execution Status Change',
        detail: { executionArn, name, status: ending.status },
      });
    });
  }

  #describe(arn: string): object {
    const found = this.#machines.get(
      arn.replace(':execution:', ':stateMachine:').split(':').slice(0, 7).join(':'),
    );
    const execution = found?.executions.get(arn.split(':').at(-1) ?? '');
    if (!execution) throw awsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return { executionArn: arn, status: 'RUNNING', ...execution.ended };
  }
}

/** The state machine's own ARN, and its version or alias. */
function split(qualified: string): [string, string] {
  const [, , , , , , , qualifier = ''] = qualified.split(':');
  return [qualified.split(':').slice(0, 7).join(':'), qualifier];
}
