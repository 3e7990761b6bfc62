import { mkdir, writeFile } from 'node:fs/promises';
import { actions } from '../../lambdas/remediate/register.ts';
import { CommandError, readOptions } from '../command-line.ts';
import { actionsText, fileOfActions } from './actions.ts';
import { oneLine } from './beginning.ts';
import { closest } from './closest.ts';
import { explanationOf } from './explanation.ts';
import type { Sources } from './sources.ts';
import { explained } from './text.ts';
import { folderOfTexts, type Stale, writeTexts } from './written.ts';

const usage = 'npm run explain -- [RUNBOOK] [--environment NAME], or npm run explain -- --write';

const help = `${usage}

Says what a runbook does, in sentences: what starts it, its steps, how long they may take, who is told, what it may call.
Without RUNBOOK, lists the runbooks.

  --environment NAME   fill in this environment's values; without it those of the first environment that deploys the
                       runbook, production before others and a sandbox never, or else placeholders
  --write              bring the texts in ${folderOfTexts} and ${fileOfActions} up to date`;

/**
 * `npm run explain`.
 * @param load loads the runbooks and environments, once they are needed
 * @returns what to print
 * @throws CommandError
 */
export async function explain(
  args: readonly string[],
  root: URL,
  load: () => Promise<Sources>,
): Promise<string> {
  const { values, positionals } = readOptions(
    args,
    {
      environment: { type: 'string' },
      write: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    usage,
  );
  if (values.help) return help;
  const [id, ...others] = positionals;
  if (others.length > 0) throw new CommandError(`One runbook at a time. Usage: ${usage}`);
  if (values.write && (id !== undefined || values.environment !== undefined)) {
    throw new CommandError(
      '--write writes the text of every runbook, so it takes no runbook and no environment.',
    );
  }
  const sources = await load();
  if (values.write) {
    await mkdir(new URL('.', new URL(fileOfActions, root)), { recursive: true });
    await writeFile(new URL(fileOfActions, root), actionsText(actions));
    return wrote(await writeTexts(root, sources));
  }
  checkEnvironment(values.environment, sources);
  return id === undefined ? list(sources) : one(id, sources, values.environment);
}

function wrote(stale: readonly Stale[]): string {
  if (stale.length === 0) return `Every text in ${folderOfTexts} was up to date.`;
  return stale
    .map(({ file, what }) =>
      what === 'left over' ? `Removed ${file} (left over)` : `Wrote ${file} (was ${what})`,
    )
    .join('\n');
}

function list(sources: Sources): string {
  const { runbooks } = sources;
  if (runbooks.length === 0) return 'There is no runbook yet; npm run new -- runbook NAME writes one.';
  const width = Math.max(...runbooks.map(({ spec }) => spec.id.length));
  return [
    ...runbooks.map(
      (runbook) => `${runbook.spec.id.padEnd(width)}  ${oneLine(explanationOf(runbook, sources))}`,
    ),
    '',
    `npm run explain -- ${runbooks[0]?.spec.id} says it all.`,
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
