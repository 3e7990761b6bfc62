import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Named } from './names.ts';

/** A file to write. */
export interface NewFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

const templates = new URL('templates/', import.meta.url);

/** `.txt` keeps the compiler, the linter and Jest away from files that hold `__name__` where a name belongs. */
const suffix = '.txt';

/** The files of a kind. Its folder under `templates/` mirrors the repository. */
export async function filesFor(named: Named): Promise<NewFile[]> {
  const folder = fileURLToPath(new URL(`${named.kind}/`, templates));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(suffix));
  const written = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const source = join(parentPath, name);
      const path = source.slice(folder.length, -suffix.length);
      return { path: filled(path, named), text: filled(await readFile(source, 'utf8'), named) };
    }),
  );
  return written.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const filled = (text: string, { name, identifier, title }: Named): string =>
  text.replaceAll('__name__', name).replaceAll('__identifier__', identifier).replaceAll('__Title__', title);
