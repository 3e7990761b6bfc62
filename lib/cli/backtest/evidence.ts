import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Backtested } from './outcome.ts';
import type { Findings } from './text.ts';

/**
 * What a backtest says about one runbook, for review: `evidence/backtests/<environment>/<runbook>.json`. The figures mean the
 * same as a watch's; `evidence` says that they come from a backtest.
 */
export interface BacktestEvidence {
  readonly evidence: 'backtest';
  readonly runbook: string;
  readonly environment: string;
  /** What was replayed: see `definitionOf`. Evidence counts only for this definition. */
  readonly definition: string;
  /** ISO 8601, UTC: the replayed period. */
  readonly from: string;
  readonly to: string;
  /** Alarms that fired. */
  readonly watched: number;
  /** … and recovered alone within the first step's verification. */
  readonly alone: number;
  /** … in which the runbook would have acted in mode auto. */
  readonly wouldAct: number;
  /** … that it would have acted on needlessly, since they recovered alone. */
  readonly needless: number;
  /** … that ended after a person changed the target. */
  readonly byPerson: number;
  /** What could not be read, a sentence each. The figures may lack it. */
  readonly unread: readonly string[];
}

/** SHA-256 of a deployed runbook without its mode, because the evidence is for raising the mode. */
export function definitionOf({ mode: _, ...runbook }: DeployedRunbook): string {
  return createHash('sha256').update(JSON.stringify(runbook)).digest('hex');
}

export function evidenceOf(
  { runbook, outcomes }: Backtested,
  deployed: DeployedRunbook,
  { environment, from, to, unread }: Findings,
): BacktestEvidence {
  const acted = outcomes.filter((one) => one.acted.length > 0);
  const alone = (its: typeof outcomes): number => its.filter((one) => one.alone && !one.byPerson).length;
  return {
    evidence: 'backtest',
    runbook,
    environment,
    definition: definitionOf(deployed),
    from,
    to,
    watched: outcomes.length,
    alone: alone(outcomes),
    wouldAct: acted.length,
    needless: alone(acted),
    byPerson: outcomes.filter(({ byPerson }) => byPerson).length,
    unread: [...unread],
  };
}

const folderOf = (environment: string): string => `evidence/backtests/${environment}/`;

/** Writes one file per runbook, replacing that of an earlier backtest. @returns what was written, a line each */
export async function writeEvidence(all: readonly BacktestEvidence[], root: URL): Promise<string[]> {
  return Promise.all(
    all.map(async (one) => {
      const path = `${folderOf(one.environment)}${one.runbook}.json`;
      await mkdir(new URL(folderOf(one.environment), root), { recursive: true });
      await writeFile(new URL(path, root), `${JSON.stringify(one, undefined, 2)}\n`);
      return `Wrote ${path}`;
    }),
  );
}
