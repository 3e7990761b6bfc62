import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RecordedExecution } from '../evidence/recorder.ts';
import type { Judge } from '../judge.ts';
import { here, pythonInterpreter, run } from '../tools.ts';
import { mistakes } from './mistakes.ts';

/** How the other interpreter ran an execution. */
interface Replayed {
  readonly arn: string;
  readonly states: readonly string[];
  readonly tasks: readonly unknown[];
  /** Recorded answers that nobody asked for. */
  readonly unused: number;
  readonly status: string;
  readonly error: string | null;
  readonly cause: string | null;
  readonly output: unknown;
  /** Why it refused the definition. */
  readonly refused?: string;
}

/** Definitions: every path that rehearsals took, state by state, in a second interpreter. */
export const definitions: Judge = {
  name: 'Definitions',
  by: "moto 5.2.5's Step Functions, which is LocalStack's interpreter",
  prepare: async () => void (await pythonInterpreter()),
  judge: async ({ executions }) => {
    const judged = ofEachPath(executions);
    const planted = mistakes(judged);
    const replayed = await replay([...judged, ...planted.map(({ execution }) => execution)]);
    const differences = (execution: RecordedExecution, index: number) => {
      const other = replayed[index];
      return other ? differencesOf(execution, other) : ['It was not replayed.'];
    };
    return {
      checked: summary(judged),
      findings: judged.flatMap((execution, index) =>
        differences(execution, index).map((what) => `${execution.scenario}: ${what}`),
      ),
      planted: planted.map(({ mistake, execution }, index) => ({
        mistake,
        seen: differences(execution, judged.length + index).length > 0,
      })),
    };
  },
};

function summary(executions: readonly RecordedExecution[]): string {
  const states = new Set(executions.flatMap((one) => one.states));
  const tasks = executions.reduce((sum, one) => sum + one.tasks.length, 0);
  return `${executions.length} paths over ${states.size} states, with ${tasks} payloads`;
}

/** The first execution of each path and Task outcomes; the others would show the same. */
function ofEachPath(executions: readonly RecordedExecution[]): RecordedExecution[] {
  const paths = new Map<string, RecordedExecution>();
  for (const one of executions) {
    const outcomes = one.tasks.map(({ state, error }) => [state, error?.name]);
    const key = JSON.stringify([one.states, outcomes, one.status, one.error]);
    if (!paths.has(key)) paths.set(key, one);
  }
  return [...paths.values()];
}

async function replay(executions: readonly RecordedExecution[]): Promise<Replayed[]> {
  const script = join(here, 'definitions', 'replay.py');
  const halves = [0, 1].map((half) => executions.filter((_, index) => index % 2 === half));
  const python = await pythonInterpreter();
  const [even = [], odd = []] = await Promise.all(
    halves.map((input) => run(python, ['-B', script], { input })),
  );
  return executions.map((_, index) => JSON.parse((index % 2 ? odd : even)[index >> 1] ?? 'null') as Replayed);
}

/** How the two interpreters differ, a sentence each. */
function differencesOf(ours: RecordedExecution, other: Replayed): string[] {
  if (other.refused) return [`It is refused: ${other.refused}`];
  const said: [string, unknown, unknown][] = [
    ['ARN', ours.arn, other.arn],
    ['path', ours.states, other.states],
    ['status', ours.status, other.status],
    ['error', ours.error, other.error ?? undefined],
    ['cause', ours.cause, other.cause ?? undefined],
    ['output', ours.output, ours.error === undefined ? other.output : undefined],
    ['number of recorded answers left', 0, other.unused],
    ...ours.tasks.map(({ state, input }, index): [string, unknown, unknown] => [
      `payload of "${state}"`,
      withoutToken(input),
      withoutToken(other.tasks[index]),
    ]),
  ];
  return said
    .filter(([, here, there]) => !isDeepStrictEqual(here, there))
    .map(([what, here, there]) => `The ${what} is ${shown(here)} here and ${shown(there)} there.`);
}

/** Each interpreter makes up its own tokens. */
const withoutToken = (input: unknown): unknown =>
  JSON.parse(JSON.stringify(input ?? null), (key, value: unknown) =>
    key === 'token' && typeof value === 'string' ? 'a token' : value,
  );

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 300) ?? 'nothing';
