import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { effectiveMode, type ModeOverride, readSwitches, type Switches } from '../../lambdas/shared/modes.ts';
import { type Mode, modes } from '../../lambdas/shared/runbook.ts';
import { errorText } from '../../lambdas/shared/text.ts';
import { CommandError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';
import {
  type Change,
  type Command,
  changeOf,
  changeOptions,
  changeUsage,
  type Deployed,
  firstLine,
  readCommand,
  type Surroundings,
} from './command.ts';
import { logText } from './log-text.ts';
import { untilOf } from './mode-span.ts';
import { everyRunbook, readLog, writeSwitch } from './switches.ts';
import { asJson, columns, moment, paint, shown } from './text.ts';

const usage = `npx nightshift mode [RUNBOOK|all [off|watch|approve|auto|--clear]] [--for SPAN] [--why TEXT] [--by NAME] [--log]

Without a mode, shows what people have switched. With one, switches it at once, without a deploy: what starts from now on
obeys it, and what is in flight takes no further step that it forbids. No deploy undoes it.

  off      nothing acts and NOBODY IS TOLD: alarms end as suppressed. Needs --for: afterwards the deployed mode counts again
  watch    nothing acts; the owner reads what it would have done, and an alarm that nobody fixes is paged
  approve  asks a person before each step, and acts once that is approved (npx nightshift approve)
  auto     acts. Of RUNBOOK only: for "all" it would change nothing, since "all" only lowers
  --for    how long it counts: 30m, 8h, 2d, at most 14d. @default until --clear, but for off
  --clear  back to the mode that was deployed
  --log    what was switched, by whom and why, newest first

${changeUsage}`;

const options = {
  ...changeOptions,
  for: { type: 'string' },
  clear: { type: 'boolean', default: false },
  log: { type: 'boolean', default: false },
} as const;

/** `npx nightshift mode`. */
export const mode: Command = {
  name: 'mode',
  summary: 'shows or sets at run time which runbooks act: off, watch, approve or auto',
  usage,
  run: async (args, surroundings) => {
    const { values, positionals } = readCommand(args, options, usage, 2);
    const [runbook, wanted] = positionals;
    if (values.log) return showLog(values.environment, values.json, positionals.length, surroundings);
    if (runbook === undefined || (wanted === undefined && !values.clear)) {
      if (values.clear) throw wrong('Say which runbook to clear, or all.');
      return show(values.environment, values.json, runbook, surroundings);
    }
    if (values.clear && wanted !== undefined) throw wrong('Either a mode or --clear, not both.');
    const to = values.clear ? undefined : knownMode(wanted ?? '');
    if (runbook === 'all' && to === 'auto') {
      throw wrong(
        '"all" only lowers, so "all auto" would change nothing; --clear takes back what was set for all.',
      );
    }
    const change = changeOf(values, usage, surroundings);
    const until = untilOf(to, values.for, change, wrong);
    const deployed = await surroundings.connect(values.environment);
    return set(deployed, { runbook, to, ...(until ? { until } : {}) }, change, values.json);
  },
};

const wrong = (sentence: string): CommandError => new CommandError(`${sentence} Usage: ${firstLine(usage)}`);

function knownMode(word: string): Mode {
  const found = modes.find((one) => one === word);
  if (!found) throw wrong(`There is no mode ${JSON.stringify(word)}; ${closest(word, modes)}`);
  return found;
}

/** What is to be switched. */
interface Wanted {
  readonly runbook: string;
  /** @default - the deployed mode */
  readonly to: Mode | undefined;
  readonly until?: string;
}

const keyOf = (runbook: string): string => (runbook === 'all' ? everyRunbook : runbook);

async function set(
  deployed: Deployed,
  { runbook, to, until }: Wanted,
  change: Change,
  json: boolean,
): Promise<string> {
  const switches = await readSwitches(deployed.database, new Date(change.at));
  const before = switches.overrides.find((override) => override.runbook === keyOf(runbook));
  const unchecked = runbook === 'all' || before ? undefined : await refuseUnknown(deployed, runbook);
  const key = keyOf(runbook);
  if (to === undefined && !before) {
    const nothing = `Nothing was set for ${runbook} in ${deployed.environment}; it runs as it was deployed.`;
    return json ? asJson({ runbook, changed: false }) : nothing;
  }
  await writeSwitch(
    deployed,
    change,
    to === undefined
      ? { what: 'mode cleared', runbook: key }
      : { what: 'mode', runbook: key, mode: to, ...(until ? { until } : {}) },
  );
  if (json)
    return asJson({
      runbook,
      mode: to ?? null,
      before: before?.mode ?? null,
      until: until ?? null,
      changed: true,
      ...change,
    });
  return [
    to === undefined
      ? `${name(runbook)} back to the deployed mode in ${deployed.environment}; it was ${before?.mode}.`
      : `${name(runbook)} ${paint('bold', to)} in ${deployed.environment}${until ? ` until ${moment(until)}` : ''}${before ? `; it was ${before.mode}` : ''}.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    ...(to === 'off'
      ? [
          `  ${paint('yellow', 'Nobody is told')} of its alarms until then. Mode watch stops acting and still pages.`,
        ]
      : []),
    ...(to ? stillLower(runbook, to, switches) : []),
    ...(unchecked ? [`  Not checked whether there is such a runbook: ${unchecked}`] : []),
  ].join('\n');
}

const name = (runbook: string): string => (runbook === 'all' ? 'All runbooks are' : `${shown(runbook)} is`);

/** What keeps a runbook from acting although its own mode lets it. */
function stillLower(runbook: string, to: Mode, switches: Switches): string[] {
  const others = switches.overrides.filter((override) => override.runbook === everyRunbook);
  const effective = effectiveMode(runbook, to, { ...switches, overrides: others });
  return [
    ...(runbook !== 'all' && effective.mode !== to
      ? [`  It stays ${effective.mode}: ${shown(effective.because)}.`]
      : []),
    ...(switches.stopAll ? ['  Nothing acts all the same: stop-all is set.'] : []),
  ];
}

/**
 * A misspelt name would switch nothing, and nobody would notice before the next alarm.
 * @returns why it could not be checked; that is no reason not to switch something off
 */
async function refuseUnknown(
  { sfn, names, environment }: Deployed,
  runbook: string,
): Promise<string | undefined> {
  const known: string[] = [];
  const prefix = names.stateMachine('');
  try {
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(new ListStateMachinesCommand(nextToken ? { nextToken } : {}));
      known.push(...(page.stateMachines ?? []).map(({ name: called }) => called ?? ''));
      nextToken = page.nextToken;
    } while (nextToken);
  } catch (error) {
    return errorText(error);
  }
  const runbooks = known
    .filter((called) => called.startsWith(prefix))
    .map((called) => called.slice(prefix.length));
  if (runbooks.includes(runbook)) return undefined;
  const named = JSON.stringify(runbook);
  throw new CommandError(
    `No runbook ${named} is deployed in ${environment}; ${closest(runbook, runbooks)}`,
    1,
  );
}

async function show(
  environment: string,
  json: boolean,
  runbook: string | undefined,
  { connect, now }: Surroundings,
): Promise<string> {
  const { database } = await connect(environment);
  const switches = await readSwitches(database, now());
  const overrides = switches.overrides
    .filter((override) => runbook === undefined || override.runbook === keyOf(runbook))
    .map(({ runbook: id, mode: to, by, why, at, until }) => ({
      runbook: id === everyRunbook ? 'all' : id,
      mode: to,
      by,
      why,
      at,
      ...(until ? { until } : {}),
    }));
  const stopAll = switches.stopAll && {
    by: switches.stopAll.by,
    why: switches.stopAll.why,
    at: switches.stopAll.at,
  };
  if (json) return asJson({ environment, stopAll: stopAll ?? null, modes: overrides });
  const rest = runbook === undefined ? 'Every other runbook runs' : `${shown(runbook)} runs`;
  return [
    stopAll
      ? `${paint('red', 'stop-all is set')} in ${environment}: nothing acts, alarms are paged.\n  ${said(stopAll)}`
      : `stop-all is not set in ${environment}.`,
    ...table(overrides),
    ...(runbook !== undefined && overrides.length > 0 ? [] : [`${rest} in the mode that was deployed.`]),
  ].join('\n');
}

const said = ({ by, why, at }: Change): string => `by ${shown(by)} at ${moment(at)}: ${shown(why)}`;

const table = (overrides: readonly ModeOverride[]): string[] =>
  overrides.length === 0
    ? []
    : [
        '',
        ...columns(
          ['RUNBOOK', 'MODE', 'SET'],
          overrides.map((one) => [
            shown(one.runbook),
            `${shown(one.mode)}${one.until ? ` until ${moment(one.until)}` : ''}`,
            said(one),
          ]),
        ),
        '',
      ];

async function showLog(
  environment: string,
  json: boolean,
  words: number,
  { connect }: Surroundings,
): Promise<string> {
  if (words > 0) throw wrong('--log shows everything that was switched, so it takes nothing else.');
  const lines = await readLog(await connect(environment));
  return json
    ? asJson({ environment, log: lines.map(({ ...line }) => withoutKeys(line)) })
    : logText(lines, environment);
}

const withoutKeys = (line: object): object =>
  Object.fromEntries(Object.entries(line).filter(([key]) => !['pk', 'sk', 'expiresAt'].includes(key)));
