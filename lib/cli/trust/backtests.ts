import * as z from 'zod/mini';
import type { Backtest } from '#core/trust/ladder';
import { CommandError } from '../command-line.ts';
import { readJson } from '../rehearse/saved.ts';

/** The part of `nightshift backtest --format json` that is read. */
const Saved = z.object({
  evidence: z.literal('backtest'),
  days: z.number(),
  runbooks: z.array(
    z.object({
      runbook: z.string(),
      outcomes: z.array(z.object({ acted: z.array(z.string()), alone: z.boolean() })),
    }),
  ),
});

/**
 * What a backtest has found, by runbook.
 * @param file what `nightshift backtest --format json` has printed. @default - there is none
 * @throws CommandError if it is something else
 */
export async function backtestsIn(file: string | undefined): Promise<ReadonlyMap<string, Backtest>> {
  if (file === undefined) return new Map();
  const saved = Saved.safeParse(await readJson(file));
  if (!saved.success)
    throw new CommandError(
      `${file} is no backtest: expected what \`nightshift backtest --format json\` prints.`,
    );
  const { days, runbooks } = saved.data;
  return new Map(
    runbooks.map(({ runbook, outcomes }) => {
      const acted = outcomes.filter((one) => one.acted.length > 0);
      const needless = acted.filter(({ alone }) => alone).length;
      return [runbook, { days, alarms: outcomes.length, acted: acted.length, needless }];
    }),
  );
}
