import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Backtested } from './outcome.ts';
import type { Findings } from './text.ts';

/**
 * What a backtest says of one runbook, as it is kept in the project for review: `evidence/backtests/<environment>/<runbook>.json`. The
 * figures mean what a watch's mean; `evidence` says that nobody watched.
 */
export interface BacktestEvidence {
  readonly evidence: 'backtest';
  readonly runbook: string;
  readonly environment: string;
  /** What was replayed: see `definitionOf`. Evidence of another definition is evidence of another runbook. */
  readonly definition: string;
  /** ISO 8601, UTC: the time that was replayed. */
  readonly from: string;
  readonly to: string;
  /** Alarms that fired. */
  readonly watched: number;
  /** … and were OK again within the first step's verification, by themselves. */
  readonly alone: number;
  /** … in which the runbook would have acted in mode auto. */
  readonly wouldAct: number;
  /** … of those it would have acted on, OK again by themselves: for nothing. */
  readonly needless: number;
  /** … that ended after a person had changed the target. */
  readonly byPerson: number;
  /** What could not be read, a sentence each: the figures may lack it. */
  readonly unread: readonly string[];
}

/** SHA-256 of what a runbook is deployed with, but for its mode: raising that is what the evidence is for. */
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

/** Writes one file for each runbook, in the place of an earlier backtest's. @returns what was written, a line each */
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
