import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Named } from './names.ts';

/** A file to write. */
export interface NewFile {
  /** From the top of the repository or the project. */
  readonly path: string;
  readonly text: string;
}

const templates = new URL('templates/', import.meta.url);

/** `.txt` keeps the compiler, the linter and Vitest away from files that contain `__name__`. */
const suffix = '.txt';

/** Whose folders the files are for: Nightshift's own repository, or a project that installs it as a package. */
export type Layout = 'repository' | 'project';

/**
 * The files of a kind. The folders under `templates/` mirror where the files go: `both` has what either layout gets;
 * imports that differ are marked with their layout.
 */
export async function filesFor(named: Named, layout: Layout): Promise<NewFile[]> {
  const written = await Promise.all(['both', layout].map((whose) => filesIn(`${whose}/${named.kind}/`)));
  return written
    .flat()
    .map(({ path, text }) => ({ path: filled(path, named), text: filled(ownLines(text, layout), named) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function filesIn(name: string): Promise<NewFile[]> {
  const folder = fileURLToPath(new URL(name, templates));
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(suffix));
  return Promise.all(
    files.map(async ({ parentPath, name: file }) => {
      const source = join(parentPath, file);
      return { path: source.slice(folder.length, -suffix.length), text: await readFile(source, 'utf8') };
    }),
  );
}

/** Without the lines of the other layout: `//project import …`. */
const ownLines = (text: string, layout: Layout): string =>
  text.replaceAll(new RegExp(`^//${layout} `, 'gm'), '').replaceAll(/^\/\/(repository|project) .*\n/gm, '');

const filled = (text: string, { name, identifier, title }: Named): string =>
  text.replaceAll('__name__', name).replaceAll('__identifier__', identifier).replaceAll('__Title__', title);
