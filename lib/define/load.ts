import { readdir } from 'node:fs/promises';
import type { Source } from './checks/draft.ts';

const folderOf = (name: string) => new URL(`../../${name}/`, import.meta.url);

/**
 * Every file of `runbooks/` with its default export, sorted by name. The values are whatever the files hold; only
 * `resolveRunbooks` makes runbooks of them.
 * @throws Error naming a file that can't be loaded
 */
export async function loadRunbooks(folder: URL = folderOf('runbooks')): Promise<Source[]> {
  const names = await namesIn(folder);
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

async function namesIn(folder: URL): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

async function load(folder: URL, folderName: string, name: string): Promise<Source> {
  const file = `${folderName}/${name}.ts`;
  try {
    const module: { default?: unknown } = await import(new URL(`${name}.ts`, folder).href);
    return { file, spec: module.default };
  } catch (cause) {
    throw new Error(`${file} can't be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}
