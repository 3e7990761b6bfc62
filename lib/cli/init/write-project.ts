import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFile, pathOf } from '#project/project';
import type { Answers } from './answers.ts';
import { fillIn } from './fill-in.ts';

/** What a project needs besides Nightshift, in the versions that Nightshift is tested with. */
const tools = ['@types/node', 'aws-cdk', 'node', 'typescript'];
const libraries = ['@aws-sdk/client-ssm', 'aws-cdk-lib', 'constructs', 'zod'];

interface Package {
  name?: string;
  readonly version?: string;
  type?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
  allowScripts?: Record<string, boolean>;
}

/**
 * Writes the files of a new project that do not exist yet, and adds what its package.json lacks.
 * @param answers what the samples are filled in with. @default - they stay as they are
 * @returns what was done, file by file
 */
export async function writeProject(root: URL, answers: Answers = {}): Promise<string[]> {
  const ours = (await json(packageFile('package.json'))) as Package;
  const files = [
    ...(await example()).map(({ path, text: sample }) => ({ path, text: fillIn(path, sample, answers) })),
    { path: 'cdk.json', text: await cdkJson() },
    // npm packages can't contain it.
    { path: '.gitignore', text: 'node_modules/\ncdk.out/\n' },
  ];
  const log = await Promise.all(files.map((file) => write(root, file)));
  const own = new URL('package.json', root);
  const before = existsSync(own) ? ((await json(own)) as Package) : {};
  await writeFile(own, text(completed(before, ours)));
  return [...log.sort(), 'Completed package.json'];
}

interface NewFile {
  readonly path: string;
  readonly text: string;
}

async function write(root: URL, { path, text: content }: NewFile): Promise<string> {
  const file = new URL(path, root);
  if (existsSync(file)) return `Kept ${path}`;
  await mkdir(new URL('./', file), { recursive: true });
  await writeFile(file, content, { flag: 'wx' });
  return `Wrote ${path}`;
}

async function example(): Promise<NewFile[]> {
  const folder = pathOf(packageFile('examples/project/'));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const source = join(parentPath, name);
        return { path: source.slice(folder.length), text: await readFile(source, 'utf8') };
      }),
  );
}

/** The CDK feature flags that Nightshift is tested with, and the project's own app. */
async function cdkJson(): Promise<string> {
  const ours = (await json(packageFile('cdk.json'))) as object;
  return text({ ...ours, app: 'node app.ts' });
}

/** Keeps what the package.json has. Node.js 24, as a dependency, runs the project's TypeScript. */
function completed(own: Package, ours: Package): Package {
  const versionOf = (name: string) => ({ ...ours.devDependencies, ...ours.dependencies })[name] ?? '*';
  const pinned = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, versionOf(name)]));
  return {
    name: 'nightshift-runbooks',
    ...own,
    type: 'module',
    scripts: {
      check: 'tsc',
      synth: 'cdk synth --quiet',
      ...own.scripts,
      test: usable(own.scripts?.['test']) ?? 'node --test "test/**/*.test.ts"',
    },
    dependencies: { ...pinned(libraries), nightshift: ours.version ?? '*', ...own.dependencies },
    devDependencies: { ...pinned(tools), ...own.devDependencies },
    allowScripts: { esbuild: true, node: true, ...own.allowScripts },
  };
}

/** The test script that `npm init` writes always fails. */
const usable = (script: string | undefined) => (script?.includes('no test specified') ? undefined : script);

const json = async (file: URL): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));
const text = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
