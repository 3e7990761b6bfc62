import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { refusal } from '../guards/derived.ts';
import type { PathTest } from '../guards/path-test.ts';
import { pathTestOf, pathTestPrefix } from '../page/test-pages.ts';
import { because, inLine, type Reason } from '../reasons/reason.ts';
import { type DeployedRunbook, type Mode, modes } from '../runbook/runbook.ts';
import { syntheticRunbook } from '../runbook/synthetic.ts';
import type { Database } from '../table/database.ts';
import { modeKey, modesPartition, stopAllKey } from '../table/keys.ts';
import { iso } from '../time.ts';

/**
 * Modes that people set at run time. They are in the retained table, and no deploy writes them: what was switched off in an
 * emergency stays off until a person switches it on.
 */
export interface ModeOverride {
  /** `*` for every runbook of the environment, or a runbook's id. */
  readonly runbook: string;
  readonly mode: Mode;
  /** Who set it, why, and when (ISO 8601, UTC). Each "Not acting because …" says it. */
  readonly by: string;
  readonly why: string;
  readonly at: string;
  /** ISO 8601, UTC: it counts until then. @default - until it is cleared */
  readonly until?: string;
}

/** Nothing acts until it is lifted; alarms are paged instead. */
export interface StopAll {
  readonly by: string;
  readonly why: string;
  readonly at: string;
}

/** All switches of people, read consistently and never cached. */
export interface Switches {
  readonly stopAll?: StopAll;
  readonly overrides: readonly ModeOverride[];
  /** The tests of the paths, read with the switches. */
  readonly pathTests: readonly PathTest[];
}

/** Reads the switches that count now. Throws if they can't be read: nothing may act then. */
export async function readSwitches(database: Database, now: Date): Promise<Switches> {
  const answer = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': modesPartition },
    }),
  );
  const items = answer.Items ?? [];
  const under = (prefix: string): unknown[] => items.filter(({ sk }) => String(sk).startsWith(prefix));
  const [stopAll] = under(stopAllKey.sk) as StopAll[];
  return {
    ...(stopAll ? { stopAll } : {}),
    overrides: (under(modeKey('').sk) as ModeOverride[]).filter(({ until }) => !until || until > iso(now)),
    pathTests: (under(pathTestPrefix) as Record<string, unknown>[]).map(pathTestOf),
  };
}

/** Why nothing may act now. */
export const stopped = ({ stopAll }: Switches): Reason | undefined =>
  stopAll && because('stopped', who(stopAll));

/** A runbook's mode now, and why it is not the deployed one. */
export interface EffectiveMode {
  readonly mode: Mode;
  /** @default - the mode is the deployed one */
  readonly because?: Reason;
}

/**
 * A runbook's mode: its own override or else the deployed mode, and never more than the override for all. From least to most:
 * `off`, `watch`, `approve`, `auto`. An override in an unknown form counts as `off`. An override for all does not cover the
 * synthetic alarm's runbook.
 */
export function effectiveMode(runbook: string, deployed: Mode, { overrides }: Switches): EffectiveMode {
  const own = overrides.find((override) => override.runbook === runbook);
  const isSynthetic = runbook === syntheticRunbook;
  const all = isSynthetic ? undefined : overrides.find((override) => override.runbook === '*');
  const chosen: EffectiveMode = own
    ? {
        mode: known(own.mode),
        because: because('runbook-switched', { runbook, mode: own.mode, ...who(own) }),
      }
    : { mode: deployed };
  return all && modes.indexOf(known(all.mode)) < modes.indexOf(chosen.mode)
    ? { mode: known(all.mode), because: because('all-switched', { mode: all.mode, ...who(all) }) }
    : chosen;
}

/**
 * The mode with the gate: a runbook in `auto` acts no more than in `approve` if no recent drill has proven its version, however
 * it got into `auto`.
 */
export function gated(
  effective: EffectiveMode,
  { guards, version }: Pick<DeployedRunbook, 'guards' | 'version'>,
  now: Date,
): EffectiveMode {
  const refused = effective.mode === 'auto' ? refusal('unasked', guards, { version, now }) : undefined;
  return refused ? { mode: 'approve', because: inLine(refused) } : effective;
}

const known = (mode: Mode): Mode => (modes.includes(mode) ? mode : 'off');

const who = ({ by, why, at }: StopAll) => ({ by, why, at });
