import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { explanationOf } from './explanation.ts';
import type { SourcedRunbook, Sources } from './sources.ts';
import { explained } from './text.ts';

/** Where the texts are, from the repository's root. Only `.ts` files of `runbooks/` are runbooks. */
export const folderOfTexts = 'runbooks/explained/';

const remark =
  '<!-- Written by `nightshift explain --write`; a test compares. Change the runbook, not this text. -->';

/** A text that has to be updated. */
export interface Stale {
  /** From the repository's root. */
  readonly file: string;
  readonly what: 'missing' | 'out of date' | 'left over';
}

/** The text of one runbook as it is kept in the repository. */
export const textOf = (runbook: SourcedRunbook, sources: Sources): string =>
  `${remark}\n\n${explained(explanationOf(runbook, sources))}\n`;

/** The text of every runbook, by its file's name. */
function texts(sources: Sources): Map<string, string> {
  return new Map(sources.runbooks.map((runbook) => [`${runbook.spec.id}.md`, textOf(runbook, sources)]));
}

/** Which texts differ from what the runbooks say now. */
export const staleTexts = (root: URL, sources: Sources): Promise<Stale[]> =>
  staleIn(root, folderOfTexts, texts(sources));

/** Brings the runbooks' texts up to date. @returns what was corrected */
export const writeTexts = (root: URL, sources: Sources): Promise<Stale[]> =>
  writeIn(root, folderOfTexts, texts(sources));

/** Which files of a folder have to be updated. */
export async function staleIn(
  root: URL,
  path: string,
  expected: ReadonlyMap<string, string>,
): Promise<Stale[]> {
  const folder = new URL(path, root);
  const found = await readdir(folder).catch((): string[] => []);
  const leftOver = found.filter((name) => !expected.has(name));
  const differing = await Promise.all(
    [...expected].map(async ([name, text]): Promise<Stale[]> => {
      if (!found.includes(name)) return [{ file: `${path}${name}`, what: 'missing' }];
      const written = await readFile(new URL(name, folder), 'utf8');
      return written === text ? [] : [{ file: `${path}${name}`, what: 'out of date' }];
    }),
  );
  return [
    ...differing.flat(),
    ...leftOver.map((name): Stale => ({ file: `${path}${name}`, what: 'left over' })),
  ];
}

/**
 * Writes the files of a folder that are missing or out of date, and removes those that are left over.
 * @returns what was corrected
 */
export async function writeIn(
  root: URL,
  path: string,
  expected: ReadonlyMap<string, string>,
): Promise<Stale[]> {
  const stale = await staleIn(root, path, expected);
  await mkdir(new URL(path, root), { recursive: true });
  for (const { file } of stale) {
    const text = expected.get(file.slice(path.length));
    if (text === undefined) await rm(new URL(file, root), { recursive: true });
    else await writeFile(new URL(file, root), text);
  }
  return stale;
}
