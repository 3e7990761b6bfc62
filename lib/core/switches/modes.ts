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
 * Modes that people set at run time, without a deploy. They live in the retained table and no deploy writes them, so
 * what was switched off in an emergency stays off until a person switches it on again.
 */
export interface ModeOverride {
  /** `*` for every runbook of the environment, or a runbook's id. */
  readonly runbook: string;
  readonly mode: Mode;
  /** Who set it, why, and when (ISO 8601, UTC): said in every "Not acting because …". */
  readonly by: string;
  readonly why: string;
  readonly at: string;
  /** ISO 8601, UTC: it counts until then. @default - until somebody takes it back */
  readonly until?: string;
}

/** Nothing acts, anywhere, until it is lifted; alarms are paged instead. */
export interface StopAll {
  readonly by: string;
  readonly why: string;
  readonly at: string;
}

/** Everything that people have switched, read consistently and never cached. */
export interface Switches {
  readonly stopAll?: StopAll;
  readonly overrides: readonly ModeOverride[];
  /** What is known of the paths to a person; read with the switches, since it decides the same. */
  readonly pathTests: readonly PathTest[];
}

/** Reads the switches as they count now. A failure is thrown: who can't read them must not act. */
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

/** A runbook's mode as it is now, and what made it so if it is not the deployed one. */
export interface EffectiveMode {
  readonly mode: Mode;
  /** @default - the mode is the deployed one */
  readonly because?: Reason;
}

/**
 * The mode for a runbook: its own override, else the deployed mode; and never more than the override for all. `off` is
 * less than `watch`, which is less than `approve`, which is less than `auto`. An override in a form that this version does
 * not know counts as `off`. The synthetic alarm's runbook is nobody's, so an override for all does not mean it.
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
 * The mode with the gate: a runbook in `auto` acts no more than `approve` where no drill has proven its version lately, whoever or
 * whatever put it into `auto`.
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
