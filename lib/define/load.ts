import { readdir, readFile } from 'node:fs/promises';
import type { Source } from './checks/draft.ts';
import { loadError } from './load-error.ts';

const folderOf = (name: string) => new URL(`../../${name}/`, import.meta.url);

/**
 * Every file of `runbooks/` with its default export, sorted by name. The values are whatever the files hold; only
 * `resolveRunbooks` makes runbooks of them.
 * @throws Error naming a file that can't be loaded, or that nobody would read
 */
export async function loadRunbooks(folder: URL = folderOf('runbooks')): Promise<Source[]> {
  const names = await namesIn(folder);
  refuseUnread(await readdir(folder));
  return Promise.all(names.map((name) => load(folder, 'runbooks', name)));
}

/**
 * The environment called `name`, `environments/<name>.ts`.
 * @throws Error listing the environments that exist, when there is none of that name
 */
export async function loadEnvironment(name: string, folder: URL = folderOf('environments')): Promise<Source> {
  const names = await namesIn(folder);
  if (!names.includes(name)) {
    throw new Error(
      `There is no environment ${JSON.stringify(name)}; environments/ has ${names.join(', ') || 'none'}.`,
    );
  }
  return load(folder, 'environments', name);
}

/** Names of the environments that there are, sorted. */
export const environmentNames = (folder: URL = folderOf('environments')): Promise<string[]> =>
  namesIn(folder);

/** What looks like a runbook and is none: its author would wait for it in vain. */
const looksLikeOne = /\.(json5?|ya?ml|toml|[cm]?jsx?|[cm]ts|tsx)$/i;

function refuseUnread(files: readonly string[]): void {
  const unread = files.filter((file) => looksLikeOne.test(file)).map((file) => `runbooks/${file}`);
  if (unread.length === 0) return;
  throw new Error(
    `Nobody reads ${unread.join(', ')}: a runbook is a file that ends in .ts and exports defineRunbook({ … }) by default. Write it so, or move the file out of runbooks/.`,
  );
}

async function namesIn(folder: URL): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

async function load(folder: URL, folderName: string, name: string): Promise<Source> {
  const file = `${folderName}/${name}.ts`;
  const url = new URL(`${name}.ts`, folder);
  try {
    const module: { default?: unknown } = await import(url.href);
    return { file, spec: module.default, text: await readFile(url, 'utf8') };
  } catch (cause) {
    throw loadError(file, new URL('../', folder), cause);
  }
}
