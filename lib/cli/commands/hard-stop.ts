import { errorText } from '#core/text';
import { formatSeconds } from '#core/time';
import { CommandError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Deployed, type Surroundings } from './command.ts';
import { type ActionFunction, actionFunctions, close, type Done, reopen } from './lambdas.ts';
import type { hardStopOptions } from './specs/switches.ts';
import { readLog, writeLog } from './switches.ts';
import { asJson, moment, paint, shown } from './text.ts';

/** `nightshift hard-stop`. */
export async function hardStop(
  { values }: Given<typeof hardStopOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const why = values.why ?? (values.lift ? 'no reason given' : undefined);
  const change = changeOf({ ...values, why }, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const functions = await actionFunctions(deployed);
  if (functions.length === 0) {
    throw new CommandError(
      `${values.environment} has no Lambda that could act, in this account and region.`,
      1,
    );
  }
  const earlier = values.lift ? await reservedBefore(deployed) : undefined;
  const done = await Promise.all(
    functions.map(({ name }) =>
      values.lift ? reopen(deployed, name, earlier?.[name] ?? null) : close(deployed, name),
    ),
  );
  const unlogged = await log(deployed, change, values.lift, done);
  const answer = { change, done, functions, unlogged, lift: values.lift, environment: values.environment };
  return values.json ? inJson(answer) : inWords(answer);
}

/** What was reserved before the last hard stop, if the log can be read. */
async function reservedBefore(deployed: Deployed): Promise<Readonly<Record<string, number | null>>> {
  const lines = await readLog(deployed).catch(() => []);
  // A repeated hard stop found its own zeros, so the first one since the last lift counts.
  const before: Record<string, number | null> = {};
  for (const line of lines) {
    if (line.what === 'hard-stop lifted') break;
    if (line.what !== 'hard-stop') continue;
    for (const [name, count] of Object.entries(line.before)) if (count !== 0) before[name] = count;
  }
  return before;
}

/** The table may be broken. Lambda has been told, so a failure is only reported. */
async function log(
  deployed: Deployed,
  change: Change,
  lift: boolean,
  done: readonly Done[],
): Promise<string | undefined> {
  const before = Object.fromEntries(
    done.flatMap((one) => (one.before === undefined ? [] : [[one.function, one.before]])),
  );
  try {
    await writeLog(deployed, { ...change, what: lift ? 'hard-stop lifted' : 'hard-stop', before });
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

interface Outcome {
  readonly environment: string;
  readonly lift: boolean;
  readonly change: Change;
  readonly done: readonly Done[];
  readonly functions: readonly ActionFunction[];
  readonly unlogged: string | undefined;
}

const statusOf = ({ done }: Outcome): 0 | 1 => (done.some((one) => 'failed' in one) ? 1 : 0);

const inJson = (outcome: Outcome): Answer => {
  const { environment, lift, change, done, unlogged } = outcome;
  const text = asJson({ environment, lift, ...change, functions: done, notLogged: unlogged ?? null });
  return { text, exitStatus: statusOf(outcome) };
};

function inWords(outcome: Outcome): Answer {
  const { environment, lift, change, done, functions, unlogged } = outcome;
  const failed = done.filter((one) => 'failed' in one).length;
  const longest = Math.max(...functions.map(({ timeoutSeconds }) => timeoutSeconds));
  const lines = [
    failed > 0
      ? paint(
          'red',
          `${failed} of ${done.length} Lambdas could not be ${lift ? 'given back' : 'stopped'} in ${environment}.`,
        )
      : lift
        ? `The hard stop is lifted in ${environment}.`
        : `${paint('red', 'Hard stop')}: AWS starts no Lambda in ${environment} that could change something.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    ...done.map((one) => `  ${shown(one.function)}: ${sentence(one, lift)}`),
    ...(lift
      ? []
      : [
          `Invocations that are already running may continue for up to ${formatSeconds(longest)}.`,
          'nightshift hard-stop --lift lifts it.',
        ]),
    ...(unlogged ? [`Not written to the switch log: ${unlogged}`] : []),
  ];
  return { text: lines.join('\n'), exitStatus: statusOf(outcome) };
}

function sentence(one: Done, lift: boolean): string {
  if ('failed' in one) return paint('red', `not done: ${one.failed}`);
  if (lift && one.before === one.after) return 'was not stopped, left alone';
  const before = one.before === undefined ? 'unknown' : reservation(one.before);
  return `reserved concurrency ${reservation(one.after)}, was ${before}`;
}

const reservation = (count: number | null): string => (count === null ? 'none' : String(count));
