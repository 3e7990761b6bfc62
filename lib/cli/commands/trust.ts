import { projectRoot } from '#project/project';
import { evidenceIn } from '#project/proven';
import { loadSources } from '../explain/sources.ts';
import type { Given } from '../spec.ts';
import { backtestsIn } from '../trust/backtests.ts';
import { laddersOf, type Project, rehearsedIn } from '../trust/gather.ts';
import { laddersText, ladderText } from '../trust/text.ts';
import type { Surroundings } from './command.ts';
import type { trustOptions } from './specs/health.ts';
import { asJson } from './text.ts';

/** What the project in the working directory says about its runbooks. @param backtest a file */
export const projectHere = async (backtest?: string): Promise<Project> => {
  const root = projectRoot();
  const sources = await loadSources(root);
  return {
    root,
    sources,
    rehearse: (id) => rehearsedIn(sources, id),
    evidence: evidenceIn(root),
    backtests: await backtestsIn(backtest),
  };
};

/** `nightshift trust`. */
export async function trust(
  { values, words: [runbook] }: Given<typeof trustOptions>,
  { connect, now, project: load = projectHere }: Surroundings,
): Promise<string> {
  const { environment, json, backtest } = values;
  const [deployed, project] = await Promise.all([connect(environment), load(backtest)]);
  const ladders = await laddersOf(deployed, project, now(), runbook);
  if (json) return asJson({ environment, runbooks: ladders });
  return runbook === undefined ? laddersText(ladders, environment) : ladders.map(ladderText).join('\n');
}
