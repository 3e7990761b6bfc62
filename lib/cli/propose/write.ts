import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { CommandError } from '../command-line.ts';
import { layOut } from '../lay-out.ts';
import { Written } from '../new/write.ts';
import type { Proposal } from './group.ts';
import { type Imports, literal, sourceOf } from './source.ts';

/** In this repository, actions and definitions are imported from their files; in a project, from the package. */
export function importsIn(root: URL): Imports {
  const isOurs = existsSync(new URL('actions/all.ts', root));
  return {
    definitions: isOurs ? '../lib/define/index.ts' : 'nightshift',
    actionModule: (id) =>
      existsSync(new URL(`actions/${id}/action.ts`, root))
        ? `../actions/${id}/action.ts`
        : isOurs
          ? `../actions/${id}/action.ts`
          : undefined,
  };
}

/**
 * Writes a file for each proposal, and their values into the environment's file. Changes nothing else.
 * @returns what was done, and what is left to do, a sentence each
 * @throws CommandError if a file is there already; nothing is left behind then
 */
export async function writeProposals(
  proposals: readonly Proposal[],
  environment: string,
  root: URL,
): Promise<string[]> {
  const written = new Written(root);
  const imports = importsIn(root);
  try {
    for (const proposal of proposals)
      await written.add({ path: `runbooks/${proposal.spec.id}.ts`, text: sourceOf(proposal, imports) });
  } catch (error) {
    await written.takeBack();
    throw error;
  }
  await written.format();
  return [...written.log, ...(await addValues(proposals, environment, root))];
}

/** The one line that opens the runbooks' values in an environment. */
const opensRunbooks = /^( *)runbooks: \{(?= *(?:\/\/.*)?$|\},?$)/gm;

async function addValues(proposals: readonly Proposal[], environment: string, root: URL): Promise<string[]> {
  if (proposals.length === 0) return [];
  const path = `environments/${environment}.ts`;
  const file = new URL(path, root);
  const entries = proposals.map(({ spec, values }) => `${literal(spec.id)}: ${literal(values)},`);
  if (!existsSync(file)) throw new CommandError(`The runbooks are written, but there is no ${path}.`, 1);
  const before = await readFile(file, 'utf8');
  if ([...before.matchAll(opensRunbooks)].length !== 1)
    return [notAdded(path), ...entries.map((one) => `  ${one}`)];
  await writeFile(
    file,
    before.replace(opensRunbooks, (line, indent: string, at: number) => {
      const closes = before.startsWith('}', at + line.length) ? `\n${indent}` : '';
      return `${[line, ...entries.map((entry) => `${indent}  ${entry}`)].join('\n')}${closes}`;
    }),
  );
  await layOut(root, [path]);
  return [`Added their values to ${path}`];
}

const notAdded = (path: string): string =>
  `${path} has no line "runbooks: {" to add their values under. Add these yourself:`;
