import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where Nightshift's own modules are: the repository, or `dist/` of the installed package, which mirrors it. */
const packageRoot = new URL('../../', import.meta.url);

/** Whether this is the installed package, which holds JavaScript: Node.js does not strip types under node_modules. */
export const isInstalled = import.meta.url.endsWith('.js');

/** One of Nightshift's own modules. @param file from the repository's top, e.g. `lambdas/admit/handler.ts` */
export const ownModule = (file: string): URL =>
  new URL(isInstalled ? file.replace(/\.ts$/, '.js') : file, packageRoot);

/** A file beside the package.json that Nightshift comes with. */
export const packageFile = (file: string): URL => new URL(isInstalled ? `../${file}` : file, packageRoot);

/** The user's project: the closest folder, from the working directory upwards, that has an `environments/`. */
export function projectRoot(from: string = process.cwd()): URL {
  const above = dirname(from);
  if (existsSync(join(from, 'environments'))) return pathToFileURL(`${from}/`);
  return above === from ? pathToFileURL(`${process.cwd()}/`) : projectRoot(above);
}

/** Whether it is Nightshift's own repository, whose catalog is in the same folders as users' files. */
export const isRepository = (root: URL): boolean => root.href === packageRoot.href;

/** What a project may add besides runbooks, by the folder that it is in. */
export type Addition = 'actions' | 'channels';

/** Names of the actions or channels that a project has of its own, sorted. What comes with Nightshift is in its registers. */
export function additionsIn(root: URL, kind: Addition): string[] {
  const folder = new URL(`${kind}/`, root);
  if (isRepository(root) || !existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** A module of an action: the project's own where it has an action of that name, else one that comes with Nightshift. */
export function actionModule(action: string, file: string, root: URL = projectRoot()): URL {
  const own = new URL(`actions/${action}/`, root);
  return existsSync(own) ? new URL(file, own) : ownModule(`actions/${action}/${file}`);
}

/** The file that a URL names. */
export const pathOf = (url: URL): string => fileURLToPath(url);
