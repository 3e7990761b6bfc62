import { everyRunbook } from '#core/people/switch';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { type ModeOverride, readSwitches, type Switches } from '#core/switches/modes';
import { isForAll, type Now, nowOf, said, untilOf } from '#core/switches/now';
import { errorText } from '#core/text';
import { forEach } from '../doctor/finding.ts';
import type { Cell } from '../table.ts';
import type { Change, Deployed, Surroundings } from './command.ts';
import { notDeployed, stateMachines } from './deployed-ids.ts';
import { definitionOf } from './deployed-runbook.ts';
import { actionFunctions, reservedOf } from './lambdas.ts';
import { readLog } from './switches.ts';
import { asJson, paint, shown, table } from './text.ts';

/** Whether AWS starts the Lambdas that could change something. */
interface HardStop {
  readonly closed: number;
  readonly of: number;
  /** Who closed them last, from the log. */
  readonly change?: Change;
}

/** `nightshift mode` without a mode: the modes in effect now, and why. */
export async function showModes(
  environment: string,
  json: boolean,
  named: string | undefined,
  { connect, now }: Surroundings,
): Promise<string> {
  const deployed = await connect(environment);
  const [switches, hardStop, modes] = await Promise.all([
    readSwitches(deployed.database, now()),
    readHardStop(deployed),
    deployedRunbooks(deployed, named),
  ]);
  const overrides = switches.overrides.map(plain).filter(({ runbook }) => !named || runbook === named);
  const ids = new Set([...('unread' in modes ? [] : modes.keys()), ...switchedIds(switches)]);
  if (named !== undefined && named !== 'all' && !('unread' in modes) && !ids.has(named))
    throw notDeployed(named, environment, ids);
  const rows = [...ids]
    .filter((id) => named === undefined || named === 'all' || id === named)
    .sort()
    .map((id) =>
      nowOf(id, 'unread' in modes ? undefined : modes.get(id), switches, isInForce(hardStop), now()),
    );
  const stopAll = switches.stopAll && plainChange(switches.stopAll);
  if (json)
    return asJson({ environment, hardStop, stopAll: stopAll ?? null, modes: overrides, runbooks: rows });
  return [
    ...hardStopLines(hardStop, environment),
    stopAll
      ? `${paint('red', 'stop-all is set')} in ${environment}: nothing acts, alarms are paged.\n  ${said(stopAll)}`
      : `stop-all is not set in ${environment}.`,
    ...forAll(switches),
    ...('unread' in modes ? [`Not read which runbooks are deployed: ${modes.unread}`] : []),
    ...modesTable(rows),
  ].join('\n');
}

const plainChange = ({ by, why, at }: Change): Change => ({ by, why, at });

const plain = ({ runbook: id, mode, by, why, at, until }: ModeOverride) => ({
  runbook: id === everyRunbook ? 'all' : id,
  mode,
  by,
  why,
  at,
  ...(until ? { until } : {}),
});

const switchedIds = ({ overrides }: Switches): string[] =>
  overrides.map(({ runbook }) => runbook).filter((id) => id !== everyRunbook);

/**
 * Each runbook as its state machine holds it, by id; undefined if another version wrote it.
 * @param named only this one is read
 */
export async function deployedRunbooks(
  deployed: Deployed,
  named: string | undefined,
): Promise<ReadonlyMap<string, DeployedRunbook | undefined> | { readonly unread: string }> {
  try {
    const machines = [...(await stateMachines(deployed))];
    const read = await forEach(machines, async ([id, arn]) => {
      const isAsked = named === undefined || named === 'all' || named === id;
      return [[id, isAsked ? (await definitionOf(deployed, arn)).runbook : undefined] as const];
    });
    return new Map(read);
  } catch (error) {
    return { unread: errorText(error) };
  }
}

/** Read from Lambda itself: a deploy may have reopened what the log calls closed. */
async function readHardStop(deployed: Deployed): Promise<HardStop | { readonly unread: string }> {
  try {
    const functions = await actionFunctions(deployed);
    const reserved = await forEach(functions, async ({ name }) => [await reservedOf(deployed, name)]);
    const closed = reserved.filter((count) => count === 0).length;
    const last = closed > 0 ? await readLog(deployed).catch(() => []) : [];
    const line = last.find(({ what }) => what === 'hard-stop');
    return { closed, of: functions.length, ...(line ? { change: plainChange(line) } : {}) };
  } catch (error) {
    return { unread: errorText(error) };
  }
}

/** Only if every Lambda is closed: one that was reopened acts again. */
const isInForce = (hardStop: HardStop | { readonly unread: string }): boolean =>
  !('unread' in hardStop) && hardStop.of > 0 && hardStop.closed === hardStop.of;

function hardStopLines(hardStop: HardStop | { readonly unread: string }, environment: string): string[] {
  if ('unread' in hardStop) return [`Not checked whether a hard stop is in force: ${hardStop.unread}`];
  const { closed, of, change } = hardStop;
  if (closed === 0) return [];
  return [
    `${paint('red', 'A hard stop is in force')} in ${environment}: AWS starts none of ${closed === of ? '' : `${closed} of `}${of} Lambdas that could change something.`,
    ...(change ? [`  ${said(change)}`] : []),
  ];
}

function forAll({ overrides }: Switches): string[] {
  const all = overrides.find(isForAll);
  return all
    ? [`All runbooks are lowered to ${paint('bold', all.mode)}${untilOf(all)}.\n  ${said(all)}`]
    : [];
}

const modesTable = (rows: readonly Now[]): string[] =>
  rows.length === 0
    ? []
    : [
        '',
        ...table(
          ['RUNBOOK', 'NOW', 'DEPLOYED', 'BECAUSE'],
          rows.map(({ runbook, now, deployed, because }): Cell[] => [
            shown(runbook),
            now === deployed
              ? now
              : { text: now, style: now === 'stopped' || now === 'off' ? 'red' : 'yellow' },
            deployed ?? 'not known',
            because ?? 'as deployed',
          ]),
        ),
      ];
