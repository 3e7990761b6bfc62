import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod/mini';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { CommandError } from '../command-line.ts';
import type { Backtested } from './outcome.ts';
import type { Findings } from './text.ts';

/**
 * What a backtest says of one runbook, as it is kept in the project for review: `evidence/backtests/<environment>/<runbook>.json`. The
 * figures mean what a watch's mean; `evidence` says that nobody watched.
 */
export const BacktestEvidence = z.strictObject({
  evidence: z.literal('backtest'),
  runbook: z.string(),
  environment: z.string(),
  /** What was replayed: see `definitionOf`. Evidence of another definition is evidence of another runbook. */
  definition: z.string(),
  /** ISO 8601, UTC: the time that was replayed. */
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Alarms that fired. */
  watched: z.number(),
  /** … and were OK again within the first step's verification, by themselves. */
  alone: z.number(),
  /** … in which the runbook would have acted in mode auto. */
  wouldAct: z.number(),
  /** … of those it would have acted on, OK again by themselves: for nothing. */
  needless: z.number(),
  /** … that ended after a person had changed the target. */
  byPerson: z.number(),
  /** What could not be read, a sentence each: the figures may lack it. */
  unread: z.array(z.string()),
});
export type BacktestEvidence = z.infer<typeof BacktestEvidence>;

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

/**
 * The backtests that a project keeps of an environment, by runbook; none where nobody has kept one.
 * @throws CommandError naming a file that holds something else: edited evidence is none
 */
export async function readEvidence(
  environment: string,
  root: URL,
): Promise<ReadonlyMap<string, BacktestEvidence>> {
  const folder = new URL(folderOf(environment), root);
  if (!existsSync(folder)) return new Map();
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  return new Map(await Promise.all(files.map((file) => evidenceIn(file, environment, folder))));
}

async function evidenceIn(
  file: string,
  environment: string,
  folder: URL,
): Promise<[string, BacktestEvidence]> {
  const text = await readFile(new URL(file, folder), 'utf8');
  const found = BacktestEvidence.safeParse(parsed(text));
  if (found.success && file === `${found.data.runbook}.json` && found.data.environment === environment)
    return [found.data.runbook, found.data];
  throw new CommandError(
    `${folderOf(environment)}${file} is no backtest of that runbook: delete it, or write it with nightshift backtest --write --environment ${environment}.`,
    1,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
