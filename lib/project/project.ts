import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Where Nightshift's own modules are: the repository, or `dist/` of the installed package, which mirrors it. */
const packageRoot = new URL('../../', import.meta.url);

/** Whether this is the installed package, which holds JavaScript: Node.js does not strip types under node_modules. */
export const isInstalled = import.meta.url.endsWith('.js');

/** One of Nightshift's own modules. @param file from the repository root, e.g. `lambdas/admit/handler.ts` */
export const ownModule = (file: string): URL =>
  new URL(isInstalled ? file.replace(/\.ts$/, '.js') : file, packageRoot);

/** A file next to Nightshift's own package.json. */
export const packageFile = (file: string): URL => new URL(isInstalled ? `../${file}` : file, packageRoot);

/** The user's project: the closest folder, from the working directory upwards, that has an `environments/`. */
export function projectRoot(from: string = process.cwd()): URL {
  const above = dirname(from);
  if (existsSync(join(from, 'environments'))) return pathToFileURL(`${from}/`);
  return above === from ? pathToFileURL(`${process.cwd()}/`) : projectRoot(above);
}

/** Whether it is Nightshift's own repository, whose catalog is in the same folders as users' files. */
export const isRepository = (root: URL): boolean => root.href === packageRoot.href;

/** What a project may add besides runbooks, by folder name. */
export type Addition = 'actions' | 'channels';

/** Names of a project's own actions or channels, sorted. Those that come with Nightshift are in its registers. */
export function additionsIn(root: URL, kind: Addition): string[] {
  const folder = new URL(`${kind}/`, root);
  if (isRepository(root) || !existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** A module of an action: the project's own if it has an action of that name, else Nightshift's. */
export function actionModule(action: string, file: string, root: URL = projectRoot()): URL {
  const own = new URL(`actions/${action}/`, root);
  return existsSync(own) ? new URL(file, own) : ownModule(`actions/${action}/${file}`);
}

/** The path of a file URL. */
export const pathOf = (url: URL): string => fileURLToPath(url);
