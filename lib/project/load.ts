import { readdir, readFile } from 'node:fs/promises';
import { addActions } from '#action/register';
import { addChannels } from '#channel/register';
import type { Source } from '#checks/draft';
import type { Action } from '#core/action/define-action';
import type { Channel } from '#core/channel/define-channel';
import { loadError } from './load-error.ts';
import { type Addition, additionsIn, projectRoot } from './project.ts';

const folderOf = (name: string) => new URL(`${name}/`, projectRoot());

/**
 * Every file of `runbooks/` with its default export, sorted by name. Loads the project's own actions and channels first,
 * since runbooks use them. The values are unchecked; only `resolveRunbooks` makes runbooks of them.
 * @throws Error naming a file that can't be loaded, or that would not be read
 */
export async function loadRunbooks(folder: URL = folderOf('runbooks')): Promise<Source[]> {
  await loadAdditions(new URL('../', folder));
  const names = await namesIn(folder);
  refuseUnread(await readdir(folder));
  return Promise.all(names.map((name) => load(folder, 'runbooks', name)));
}

/**
 * The environment called `name`, `environments/<name>.ts`.
 * @throws Error listing the environments that exist, if there is none of that name
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

/** Names of all environments, sorted. */
export const environmentNames = (folder: URL = folderOf('environments')): Promise<string[]> =>
  namesIn(folder);

/** Files that look like runbooks but are not read, so they would never run. */
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

/**
 * Adds the project's own actions and channels to those that come with Nightshift: `actions/<id>/action.ts`, and
 * `channels/<id>/channel.ts` with the `send.ts` beside it.
 * @throws Error naming a file that can't be loaded, or holds something else
 */
export async function loadAdditions(root: URL = projectRoot()): Promise<void> {
  const load = async (kind: Addition, module: string) =>
    Promise.all(
      additionsIn(root, kind).map(async (id) => {
        const file = `${kind}/${id}/${module}`;
        const { default: found } = await imported(file, root);
        if ((found as { id?: unknown } | undefined)?.id !== id)
          throw new Error(
            `${file} has to export what is called ${JSON.stringify(id)}, as its folder is, by default.`,
          );
        return found;
      }),
    );
  const [actions, channels] = await Promise.all([
    load('actions', 'action.ts'),
    load('channels', 'channel.ts'),
  ]);
  addActions(actions as Action[]);
  addChannels(
    (channels as Channel[]).map((channel) => ({
      channel,
      load: () => import(new URL(`channels/${channel.id}/send.ts`, root).href),
    })),
  );
}

async function imported(file: string, root: URL): Promise<{ default?: unknown }> {
  try {
    return await import(new URL(file, root).href);
  } catch (cause) {
    throw loadError(file, root, cause);
  }
}

async function load(folder: URL, folderName: string, name: string): Promise<Source> {
  const file = `${folderName}/${name}.ts`;
  const module = await imported(file, new URL('../', folder));
  return { file, spec: module.default, text: await readFile(new URL(`${name}.ts`, folder), 'utf8') };
}
