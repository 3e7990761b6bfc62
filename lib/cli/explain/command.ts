import { mkdir, writeFile } from 'node:fs/promises';
import { actions } from '#action/register';
import { projectRoot } from '#project/project';
import { CommandError } from '../command-line.ts';
import type { explainOptions } from '../commands/specs/authors.ts';
import type { Given } from '../spec.ts';
import { table } from '../table.ts';
import { actionPages, folderOfActions } from './action-page.ts';
import { actionsText, fileOfActions } from './actions.ts';
import { oneLine } from './beginning.ts';
import { closest } from './closest.ts';
import { explanationOf } from './explanation.ts';
import { fileOfReasons, reasonsText } from './reasons.ts';
import { loadSources, type Sources } from './sources.ts';
import { explained } from './text.ts';
import { folderOfTexts, type Stale, writeIn, writeTexts } from './written.ts';

/** `nightshift explain`, in this project. */
export const explainHere = (given: Given<typeof explainOptions>): Promise<string> =>
  explain(given, projectRoot(), () => loadSources(projectRoot()));

/**
 * `nightshift explain`.
 * @param load loads the runbooks and environments, once they are needed
 * @returns what to print
 * @throws CommandError
 */
export async function explain(
  { values, words: [id] }: Given<typeof explainOptions>,
  folder: URL,
  load: () => Promise<Sources>,
): Promise<string> {
  if (values.write && (id !== undefined || values.environment !== undefined)) {
    throw new CommandError(
      '--write writes the text of every runbook, so it takes no runbook and no environment.',
    );
  }
  const sources = await load();
  if (values.write) {
    await mkdir(new URL('.', new URL(fileOfActions, folder)), { recursive: true });
    await writeFile(new URL(fileOfActions, folder), actionsText(actions));
    await writeFile(new URL(fileOfReasons, folder), reasonsText());
    const pages = await writeIn(folder, folderOfActions, await actionPages(actions));
    return wrote([...pages, ...(await writeTexts(folder, sources))]);
  }
  checkEnvironment(values.environment, sources);
  return id === undefined ? list(sources) : one(id, sources, values.environment);
}

function wrote(stale: readonly Stale[]): string {
  if (stale.length === 0) return `Every text in ${folderOfActions} and ${folderOfTexts} was up to date.`;
  return stale
    .map(({ file, what }) =>
      what === 'left over' ? `Removed ${file} (left over)` : `Wrote ${file} (was ${what})`,
    )
    .join('\n');
}

function list(sources: Sources): string {
  const { runbooks } = sources;
  if (runbooks.length === 0) return 'There is no runbook yet; nightshift new runbook NAME writes one.';
  return [
    ...table(
      [{ heading: 'RUNBOOK', whole: true }, 'WHAT IT DOES'],
      runbooks.map((runbook) => [runbook.spec.id, oneLine(explanationOf(runbook, sources))]),
    ),
    '',
    `nightshift explain ${runbooks[0]?.spec.id} says it all.`,
  ].join('\n');
}

function one(id: string, sources: Sources, environment: string | undefined): string {
  const runbook = sources.runbooks.find(({ spec }) => spec.id === id);
  if (!runbook) {
    const ids = sources.runbooks.map(({ spec }) => spec.id);
    throw new CommandError(`There is no runbook ${JSON.stringify(id)}; ${closest(id, ids)}`);
  }
  return explained(explanationOf(runbook, sources, environment));
}

function checkEnvironment(name: string | undefined, { environments }: Sources): void {
  const names = environments.map(({ spec }) => spec.name);
  if (name === undefined || names.includes(name)) return;
  throw new CommandError(`There is no environment ${JSON.stringify(name)}; ${closest(name, names)}`);
}
