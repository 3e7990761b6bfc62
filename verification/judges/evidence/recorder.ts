import { contractVersion } from '#core/aws/contract';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Night } from '#testing/run';
import type { TaskAttempt } from '#testing/world/step-functions';
import type { Call } from '#testing/world/wire';
import { places, type World } from '#testing/world/world';
import { compileWorkflow } from '#workflow/compile';
import { backupTopic, environment } from '#workflow/substitutions';

/** One AWS call, as it was sent. */
export interface RecordedCall {
  /** The Lambda function that made it, by its rehearsal name, or another caller. */
  readonly by: string;
  readonly service: string;
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** One attempt of a Task. If it has neither output nor error, nobody answered it. */
export interface RecordedTask {
  readonly state: string;
  readonly input: unknown;
  output?: unknown;
  error?: { readonly name: string; readonly message: string };
}

/** One execution from its event to its end, with the deployed definition. */
export interface RecordedExecution {
  readonly scenario: string;
  readonly arn: string;
  readonly definition: object;
  readonly input: unknown;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly output?: unknown;
  readonly states: readonly string[];
  readonly tasks: readonly RecordedTask[];
}

/** Callers other than our functions. */
export const callers = {
  stateMachine: 'the state machine',
  schedule: 'the deadline schedule',
  eventBridge: 'EventBridge',
  person: 'a person',
} as const;

/** Collects the distinct calls and executions of many worlds. */
export class Recorder {
  readonly #calls = new Map<string, RecordedCall>();
  readonly executions: RecordedExecution[] = [];

  get calls(): RecordedCall[] {
    return [...this.#calls.values()];
  }

  /** Records a world; call the result once everything in it is over. */
  watch(
    scenario: string,
    world: World,
  ): (night: Night, runbooks: readonly DeployedRunbook[]) => Promise<void> {
    const tasks = new Map<string, RecordedTask[]>();
    world.stepFunctions.onTask = (attempt) => {
      const known = tasks.get(attempt.execution) ?? [];
      tasks.set(attempt.execution, known);
      known.push(recordedTask(attempt));
    };
    return async (night, runbooks) => {
      this.take(world);
      for (const [arn, running] of night.running) {
        const { status, input } = world.stepFunctions.executions.get(arn) ?? {};
        if (status !== 'SUCCEEDED' && status !== 'FAILED') continue;
        const ended = await running.ended;
        const runbook = runbooks.find(({ id }) => executionsOf(id).test(arn));
        // Killed from outside, not by the definition.
        if (!runbook || ended.error === 'States.Runtime') continue;
        const { error, cause, output } = ended;
        this.executions.push({
          scenario,
          arn,
          definition: deployedDefinition(runbook),
          input,
          status,
          ...(error === undefined ? { output } : { error, cause: cause ?? '' }),
          states: ended.states.map(({ name }) => name),
          tasks: tasks.get(arn) ?? [],
        });
      }
    };
  }

  /** Records every call that a world saw. */
  take({ wire }: World): void {
    for (const call of wire.calls) {
      const { service, command } = call;
      const recorded = { by: callerOf(call), service, command, input: plain(call.input) };
      const key = JSON.stringify(recorded);
      if (!this.#calls.has(key)) this.#calls.set(key, JSON.parse(key) as RecordedCall);
    }
  }
}

function recordedTask({ state, input, outcome }: TaskAttempt): RecordedTask {
  const task: RecordedTask = { state, input: structuredClone(input) };
  outcome.then(
    (output) => {
      task.output = structuredClone(output);
    },
    ({ name, message }: Error) => {
      task.error = { name, message };
    },
  );
  return task;
}

const executionsOf = (runbook: string) => new RegExp(`:execution:[^:]*-${runbook}:[^:]*$`);

/** The definition with its placeholders filled in, as CloudFormation does. */
function deployedDefinition(runbook: DeployedRunbook): object {
  const known: Readonly<Record<string, string>> = {
    [backupTopic]: places.topics.backup,
    [environment]: places.environment,
  };
  const text = JSON.stringify(compileWorkflow(runbook).definition);
  if (!text.includes(`"contract":${contractVersion}`)) throw new Error('The definition names no contract.');
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (_, name: string) => known[name] ?? places.function(name)));
}

function callerOf({ by, service, command, input }: Call): string {
  if (by) return by.function;
  if (command === 'PublishBySchedule') return callers.schedule;
  if (service === 'sns') return callers.stateMachine;
  const invoked = String(input['FunctionName']).split(':').at(-1) ?? '';
  if (service === 'lambda') return /Arn$/.test(invoked) ? callers.stateMachine : callers.eventBridge;
  return callers.person;
}

/** JSON has neither dates nor bytes. */
const plain = (input: object): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify(input, function (this: Record<string, unknown>, key, value: unknown) {
      const given = this[key];
      if (given instanceof Date) return { $date: given.toISOString() };
      return given instanceof Uint8Array ? { $bytes: Buffer.from(given).toString('base64') } : value;
    }),
  );
