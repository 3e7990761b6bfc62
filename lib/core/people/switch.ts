import { randomBytes } from 'node:crypto';
import { keepIncidentsDays } from '../incident/incidents.ts';
import { actsIn, type Mode } from '../runbook/runbook.ts';
import { effectiveMode, readSwitches, type StopAll } from '../switches/modes.ts';
import { type Database, type TransactItem, transactPatiently } from '../table/database.ts';
import { modeKey, stopAllKey, switchLogKey } from '../table/keys.ts';
import { epochSeconds } from '../time.ts';
import { type Change, Refusal } from './change.ts';

/** A switch that was set or cleared. */
export type Switched =
  | {
      readonly what: 'mode';
      readonly runbook: string;
      readonly mode: Mode;
      /** ISO 8601, UTC: it counts until then. @default - until it is cleared */
      readonly until?: string;
    }
  | { readonly what: 'mode cleared'; readonly runbook: string }
  | { readonly what: 'stop-all' | 'resume' }
  | { readonly what: 'test page acknowledged'; readonly path: string }
  | { readonly what: 'breaker closed'; readonly runbook: string; readonly target: string }
  | {
      readonly what: 'lease restored';
      readonly lease: string;
      readonly subject: string;
      readonly outcome: string;
    }
  | {
      readonly what: 'lease extended';
      readonly lease: string;
      readonly subject: string;
      readonly until: string;
    }
  | {
      readonly what: 'hard-stop' | 'hard-stop lifted';
      /** By function, the earlier reserved concurrency; `null` if there was none. */
      readonly before: Readonly<Record<string, number | null>>;
    };

/** Switches that are items of the partition of switches. */
type ModeSwitched = Extract<Switched, { readonly what: 'mode' | 'mode cleared' | 'stop-all' | 'resume' }>;

/** A line of the switch log: what, who, why and when. */
export type LogLine = Change & Switched;

/** Every runbook, in the key of a mode. */
export const everyRunbook = '*';

/**
 * Sets a switch and writes its log line, in one transaction.
 * @throws Refusal if someone else changes the same switch at this moment
 */
export async function writeSwitch(database: Database, change: Change, switched: ModeSwitched): Promise<void> {
  const { table } = database;
  const outcome = await transactPatiently(database, [
    switchItem(table, change, switched),
    logItem(table, { ...change, ...switched }),
  ]);
  if (!outcome.written)
    throw new Refusal('Nothing was changed: someone else is changing the same switch. Try again.');
}

function switchItem(TableName: string, change: Change, switched: ModeSwitched): TransactItem {
  switch (switched.what) {
    case 'mode': {
      const { what: _, ...override } = switched;
      return { Put: { TableName, Item: { ...modeKey(override.runbook), ...override, ...change } } };
    }
    case 'mode cleared':
      return { Delete: { TableName, Key: modeKey(switched.runbook) } };
    case 'stop-all':
      return { Put: { TableName, Item: { ...stopAllKey, ...change } } };
    case 'resume':
      return { Delete: { TableName, Key: stopAllKey } };
  }
}

/** A log line, written in its change's transaction. */
export const logItem = (TableName: string, entry: LogLine): TransactItem => ({
  Put: {
    TableName,
    Item: {
      ...switchLogKey(entry.at, randomBytes(3).toString('hex')),
      ...entry,
      expiresAt: epochSeconds(entry.at) + keepIncidentsDays * 86_400,
    },
  },
});

/**
 * Stops every action. If they were stopped before, that switch stays.
 * @returns who stopped it, why and when, and whether this call did
 */
export async function stopEverything(
  database: Database,
  change: Change,
): Promise<StopAll & { readonly first: boolean }> {
  const { stopAll: set } = await readSwitches(database, new Date(change.at));
  if (!set) await writeSwitch(database, change, { what: 'stop-all' });
  const { by, why, at } = set ?? change;
  return { by, why, at, first: !set };
}

/**
 * Stops a runbook from acting: mode `watch`, which still pages.
 * @param deployed its deployed mode
 * @throws Refusal if it does not act in its mode now, since this must not raise a mode
 */
export async function lowerToWatch(
  database: Database,
  runbook: string,
  deployed: Mode,
  change: Change,
): Promise<void> {
  const switches = await readSwitches(database, new Date(change.at));
  const { mode } = effectiveMode(runbook, deployed, switches);
  if (!actsIn(mode)) throw new Refusal(`Runbook ${runbook} is in mode ${mode} already; nothing was changed.`);
  await writeSwitch(database, change, { what: 'mode', runbook, mode: 'watch' });
}
