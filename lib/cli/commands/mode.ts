import { everyRunbook, writeSwitch } from '#core/people/switch';
import { reasonText } from '#core/reasons/reason';
import { type Mode, modes } from '#core/runbook/runbook';
import { effectiveMode, gated, readSwitches, type Switches } from '#core/switches/modes';
import { UsageError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Deployed, type Surroundings } from './command.ts';
import { refuseUnknownRunbook } from './deployed-ids.ts';
import { logText } from './log-text.ts';
import { deployedRunbooks, showModes } from './mode-show.ts';
import { untilOf } from './mode-span.ts';
import { oneOf } from './one-of.ts';
import type { modeOptions } from './specs/switches.ts';
import { readLog } from './switches.ts';
import { asJson, moment, paint, shown } from './text.ts';

/** `nightshift mode`. */
export async function mode(
  { values, words }: Given<typeof modeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [runbook, wanted] = words;
  if (values.log) return showLog(values.environment, values.json, words.length, surroundings);
  if (runbook === undefined || (wanted === undefined && !values.clear)) {
    if (values.clear) throw new UsageError('Say which runbook to clear, or all.');
    return showModes(values.environment, values.json, runbook, surroundings);
  }
  if (values.clear && wanted !== undefined) throw new UsageError('Either a mode or --clear, not both.');
  const to = values.clear ? undefined : oneOf('mode', wanted ?? '', modes);
  if (runbook === 'all' && to === 'auto') {
    throw new UsageError(
      '"all" only lowers, so "all auto" would change nothing; --clear removes what was set for all.',
    );
  }
  const change = changeOf(values, surroundings);
  const until = untilOf(to, values.for, change);
  const deployed = await surroundings.connect(values.environment);
  return set(deployed, { runbook, to, ...(until ? { until } : {}) }, change, values.json);
}

/** What to switch. */
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
  const unchecked = runbook === 'all' || before ? undefined : await refuseUnknownRunbook(deployed, runbook);
  const key = keyOf(runbook);
  if (to === undefined && !before) {
    const nothing = `Nothing was set for ${runbook} in ${deployed.environment}; it runs as it was deployed.`;
    return json ? asJson({ runbook, changed: false }) : nothing;
  }
  await writeSwitch(
    deployed.database,
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
    ...(to === 'auto' ? await asksFirst(deployed, runbook, change.at) : []),
    ...(unchecked ? [`  Not checked whether there is such a runbook: ${unchecked}`] : []),
  ].join('\n');
}

const name = (runbook: string): string => (runbook === 'all' ? 'All runbooks are' : `${shown(runbook)} is`);

/** What keeps a runbook from acting even though its own mode allows it. */
function stillLower(runbook: string, to: Mode, switches: Switches): string[] {
  const others = switches.overrides.filter((override) => override.runbook === everyRunbook);
  const effective = effectiveMode(runbook, to, { ...switches, overrides: others });
  return [
    ...(runbook !== 'all' && effective.mode !== to && effective.because
      ? [`  It stays ${effective.mode}: ${shown(reasonText(effective.because))}.`]
      : []),
    ...(switches.stopAll ? ['  Nothing acts all the same: stop-all is set.'] : []),
  ];
}

/** What a drill has to prove before the runbook acts without asking. */
async function asksFirst(deployed: Deployed, id: string, at: string): Promise<string[]> {
  const read = await deployedRunbooks(deployed, id);
  if ('unread' in read) return [`  Not checked whether a drill has to prove it first: ${read.unread}`];
  const runbook = read.get(id);
  const { because } = runbook ? gated({ mode: 'auto' }, runbook, new Date(at)) : {};
  return because
    ? [
        `  It asks before each step, as in approve, since ${shown(reasonText(because))}: nightshift trust ${shown(id)} --environment ${deployed.environment}`,
      ]
    : [];
}

async function showLog(
  environment: string,
  json: boolean,
  words: number,
  { connect }: Surroundings,
): Promise<string> {
  if (words > 0) throw new UsageError('--log shows everything that was switched, so it takes nothing else.');
  const lines = await readLog(await connect(environment));
  return json
    ? asJson({ environment, log: lines.map(({ ...line }) => withoutKeys(line)) })
    : logText(lines, environment);
}

const withoutKeys = (line: object): object =>
  Object.fromEntries(Object.entries(line).filter(([key]) => !['pk', 'sk', 'expiresAt'].includes(key)));
