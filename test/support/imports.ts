import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One import statement: which file, what it says, and what that is: a path in the repository or a package's name. */
export interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly target: string;
}

const root = new URL('../../', import.meta.url);

/** What begins with #, by package.json: `#core/*` is `./lib/core/*.ts`. */
const aliases: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
).imports;

/** The TypeScript files of a folder, by their paths from the repository's root. */
export const filesIn = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts'));

/**
 * What Lambdas are bundled from. An action's `world.ts` is the rehearsal's, and its `look.ts` the doctor's, who asks with the
 * credentials of whoever types the command.
 */
export const deployedFiles = (): string[] =>
  ['lambdas', 'actions', 'channels', 'lib/core', 'lib/action', 'lib/channel']
    .flatMap(filesIn)
    .filter((file) => !/\/(world|look)\.ts$/.test(file));

/** What a file's import, export … from and literal import() name. Comments may name anything. */
export function importsIn(file: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const statements = code.matchAll(
    /^\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...statements].map(([, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? '';
    return { file, specifier, target: targetOf(file, specifier) };
  });
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return join(dirname(file), specifier);
  const [alias, path] =
    Object.entries(aliases).find(([name]) => specifier.startsWith(name.slice(0, -1))) ?? [];
  return alias && path ? join(path.replace('*', specifier.slice(alias.length - 1))) : specifier;
}

/** The imports of every file in a folder. */
export const importsOf = (folder: string): Import[] =>
  filesIn(folder).flatMap((file) => importsIn(file, readFileSync(new URL(file, root), 'utf8')));
