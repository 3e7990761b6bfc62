import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Edit } from './mutant.ts';

const root = new URL('../../', import.meta.url);

/** A file's source with the edits in it. @throws Error when a snippet is not there exactly once */
export function edited(source: string, edits: readonly Edit[]): string {
  return edits.reduce((text, { file, from, to }) => {
    const count = text.split(from).length - 1;
    if (count !== 1)
      throw new Error(`${file} holds the snippet ${JSON.stringify(from)} ${count} times; once is expected.`);
    return text.replace(from, () => to);
  }, source);
}

/** What stands in the repository, with the edits in it: for tests, and for the loader below. */
export const editedFile = (file: string, edits: readonly Edit[]): string =>
  edited(
    readFileSync(new URL(file, root), 'utf8'),
    edits.filter((edit) => edit.file === file),
  );

/** From here on this thread imports the files that are named with the edits in them; call it before it imports any. */
export function mutate(edits: readonly Edit[]): void {
  const files = new Set(edits.map(({ file }) => file));
  registerHooks({
    load: (url, context, next) => {
      if (!url.startsWith(root.href)) return next(url, context);
      const file = fileURLToPath(url).slice(fileURLToPath(root).length);
      return files.has(file)
        ? { format: 'module-typescript', source: editedFile(file, edits), shortCircuit: true }
        : next(url, context);
    },
  });
}
