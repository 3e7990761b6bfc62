import { fileURLToPath } from 'node:url';

/** A place in a file: `file:///…/runbooks/shop.ts:8` or `/…/runbooks/shop.ts:8`, as Node writes it in an error's stack. */
const place = /(file:\/\/\/[^\s():]+|\/[^\s():]+):(\d+)/g;

const circular =
  'Two files import each other: move what both need into a third file, outside of runbooks/, and import that.';

/** How to fix it, by Node's error code. https://nodejs.org/api/errors.html */
const fixes: Readonly<Record<string, string>> = {
  ERR_INVALID_TYPESCRIPT_SYNTAX: 'Correct what stands there or just before it.',
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    "Write it without: Node only takes the types out of these files, so enum, namespace and parameter properties don't work. In place of an enum write the texts themselves.",
  ERR_MODULE_NOT_FOUND: 'Correct the import: a relative one starts with ./ or ../ and ends in .ts.',
};

/**
 * Why a user's file can't be loaded, as a sentence that says where and what to do.
 * @param file from the project root, e.g. `runbooks/shop.ts`
 * @param root the project root; only files in it are the user's to correct
 */
export function loadError(file: string, root: URL, cause: unknown): Error {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const { code = '' } = error as { code?: string };
  const at = placeIn(error.stack ?? '', fileURLToPath(root)) ?? file;
  const because = at.startsWith(file) ? '' : `${file} can't be loaded, since `;
  const isCircular = error instanceof ReferenceError && error.message.includes('before initialization');
  const fix = fixes[code] ?? (isCircular ? circular : 'Correct the file.');
  return new Error(`${because}${at} can't be loaded: ${error.message.replace(/\.?$/, '.')} ${fix}`, {
    cause,
  });
}

/** The first place in a stack that is the user's: in the project, but not under node_modules. */
function placeIn(stack: string, root: string): string | undefined {
  for (const [, path = '', line] of stack.matchAll(place)) {
    const absolute = path.startsWith('file:') ? fileURLToPath(path) : path;
    if (absolute.startsWith(root) && !absolute.includes('/node_modules/'))
      return `${absolute.slice(root.length)}:${line}`;
  }
  return undefined;
}
