import { StateMachine } from 'aws-local-stepfunctions';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { compileWorkflow } from '#workflow/compile';
import type { State } from '#workflow/states';
import { backupTopic, environment } from '#workflow/substitutions';
import './traces.ts';
import { firstVersion, type Version } from './functions.ts';
import { perform, sparedHash } from './tasks.ts';
import { json } from './world/json.ts';
import type { Execution } from './world/step-functions.ts';
import { places, type World } from './world/world.ts';

/** How an execution went. */
export interface Ended {
  readonly arn: string;
  readonly status: Execution['status'];
  /** Of an execution that failed. */
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
  /** Every state that was entered, in order, and when (ISO 8601, UTC). */
  readonly states: ReadonlyArray<{ readonly name: string; readonly at: string }>;
  /** ISO 8601, UTC. */
  readonly endedAt: string;
}

/** One execution under way. */
export interface Running {
  readonly arn: string;
  readonly ended: Promise<Ended>;
  readonly abort: () => void;
  /** Ends it as an error would that no Catch catches (`States.Runtime`, `DataLimitExceeded`). */
  readonly die: () => void;
}

/** A runbook's compiled definition, ready to run in a world. */
export interface Machine {
  readonly arn: string;
  /** With the ARNs filled in, as Step Functions describes it. */
  readonly definition: object;
  readonly run: (execution: Execution) => Running;
}

/** What goes in and out of states. */
export type Json = Parameters<StateMachine['run']>[0];
type Definition = ConstructorParameters<typeof StateMachine>[0];
type Handlers = Record<string, (input: Json) => Promise<Json>>;

interface Compiled {
  readonly definition: object;
  readonly machine: StateMachine;
  readonly tasks: ReadonlyArray<readonly [string, State]>;
}

const compiled = new WeakMap<DeployedRunbook, Map<string, Compiled>>();

/** Prepares a runbook's definition for the interpreter, as deployed with one version of its functions. */
export function prepare(runbook: DeployedRunbook, world: World, version: Version = firstVersion): Machine {
  const known = compiled.get(runbook) ?? new Map<string, Compiled>();
  compiled.set(runbook, known);
  const found = known.get(version.suffix) ?? compile(runbook, version);
  known.set(version.suffix, found);
  return {
    arn: places.stateMachine(runbook.id),
    definition: found.definition,
    run: (execution) => run(found, execution, world),
  };
}

function compile(runbook: DeployedRunbook, version: Version): Compiled {
  const definition = substituted(compileWorkflow(runbook).definition, version);
  const tasks = Object.entries(definition.States).filter(([, state]) => state.Type === 'Task');
  for (const [name, state] of tasks) {
    // Without it, Step Functions would wait 99,999,999 seconds, and the interpreter 60.
    if (!state['TimeoutSeconds']) throw new Error(`The task "${name}" says no TimeoutSeconds`);
  }
  // The compiler's own tests run asl-validator; here it would take longer than the execution.
  const machine = new StateMachine(definition as unknown as Definition, {
    validationOptions: { noValidate: true },
  });
  return { definition, machine, tasks };
}

function run({ machine, tasks }: Compiled, execution: Execution, world: World): Running {
  const { arn } = execution;
  let isOver = false;
  const { promise: never } = Promise.withResolvers<Json>();
  // The interpreter lets a retry under way go on after the execution's end; Step Functions makes no more calls.
  const taskResourceLocalHandlers: Handlers = Object.fromEntries(
    tasks.map(([name, state]) => [
      name,
      (input) => (isOver ? never : perform({ execution: arn, name, state }, input, world)),
    ]),
  );
  const context = {
    Execution: { Id: arn },
    // Read again for each attempt of a Task, since Step Functions issues a new token for each.
    Task: {
      get Token() {
        return world.stepFunctions.issueToken(arn);
      },
    },
  };
  // Started by the clock, so that even the interpreter's first timeout is virtual.
  const begun = world.clock
    .sleep(0)
    .then(() =>
      machine.run(json(execution.input) as Json, { context, overrides: { taskResourceLocalHandlers } }),
    );
  let died = false;
  const ended = begun
    .then(({ result, eventLogs }) => Promise.all([outcome(result), statesOf(eventLogs, world)]))
    .then(([how, states]) => {
      const endedAt = world.clock.now().toISOString();
      const end = died && how.status === 'ABORTED' ? uncaught : how;
      execution.status = end.status;
      execution.endedAt ??= world.clock.milliseconds;
      return { arn, ...end, states, endedAt };
    });
  // The first end counts, and AWS reports it at once.
  const end = (status: 'ABORTED' | 'FAILED') => {
    if (isOver) return;
    isOver = true;
    died = status === 'FAILED';
    if (execution.status === 'RUNNING')
      Object.assign(execution, { status, endedAt: world.clock.milliseconds });
    void begun.then((running) => running.abort());
  };
  const abort = () => end('ABORTED');
  const die = () => end('FAILED');
  return { arn, ended, abort, die };
}

const uncaught = { status: 'FAILED', error: 'States.Runtime', cause: 'It died.' } as const;

async function statesOf(
  events: ReturnType<StateMachine['run']>['eventLogs'],
  world: World,
): Promise<Ended['states']> {
  const states: { name: string; at: string }[] = [];
  for await (const event of events) {
    if (event.type === 'StateEntered') {
      states.push({ name: event.state.name, at: world.clock.now().toISOString() });
    }
  }
  return states;
}

async function outcome(
  result: Promise<unknown>,
): Promise<Pick<Ended, 'status' | 'error' | 'cause' | 'output'>> {
  try {
    return { status: 'SUCCEEDED', output: await result };
  } catch (error) {
    if ((error as Error).name === 'ExecutionAbortedError') return { status: 'ABORTED' };
    const cause = (error as Error).cause as Error | undefined;
    return { status: 'FAILED', error: cause?.name ?? 'unknown', cause: cause?.message ?? String(error) };
  }
}

/** Fills in what CDK would have filled in. */
function substituted(definition: object, { suffix, contract }: Version): { States: Record<string, State> } {
  const known: Readonly<Record<string, string>> = {
    [backupTopic]: places.topics.backup,
    [environment]: places.environment,
  };
  const text = (given: string): string =>
    given
      .replace(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? places.function(`${name}${suffix}`))
      .replaceAll(sparedHash.from, sparedHash.to);
  const filled = (value: unknown, key = ''): unknown => {
    if (key === 'contract') return contract;
    if (typeof value === 'string') return /[$(]/.test(value) ? text(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => filled(one));
    // One shallow copy, for speed: half of a wide story's runbooks are compiled just for that story.
    const copy = { ...value } as Record<string, unknown>;
    for (const name in copy) {
      const inner = copy[name];
      if (inner === undefined) delete copy[name];
      else if (typeof inner !== 'boolean') copy[name] = filled(inner, name);
    }
    return copy;
  };
  return filled(definition) as { States: Record<string, State> };
}
