import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, buildSync } from 'esbuild';
import { stageOf, stages } from '#core/stages';
import { type Addition, actionModule, additionsIn, ownModule, pathOf, projectRoot } from '#project/project';
import { handlerFile } from './names.ts';

/** The bundled handlers: the directory that becomes a Lambda's code, by the handler's source file. */
export interface Bundles {
  readonly directory: (handlerFile: string) => string;
  /** Deletes them; CDK has copied what it needs as soon as the stacks are made. */
  readonly remove: () => void;
}

/** What Lambda is told: file `handler.mjs`, export `handler`. */
export const entryPoint = 'handler.handler';

/** The file that a bundle is, in the directory of its handler. */
export const bundleFile = 'handler.mjs';

/** CommonJS packages inside an ES module still call `require`. */
const requireForCommonJs = `import{createRequire}from'module';const require=createRequire(import.meta.url);`;

/**
 * How a handler is bundled. There are no source maps in the result, for they would be read at every cold start; names are
 * kept instead, so that stack traces read.
 */
export const bundling = {
  absWorkingDir: pathOf(ownModule('./')),
  bundle: true,
  minify: true,
  keepNames: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: { js: requireForCommonJs },
  legalComments: 'none',
  logLevel: 'error',
} as const satisfies BuildOptions;

/**
 * Bundles handlers in a single esbuild run, the AWS SDK included: its version is then pinned by the lockfile.
 * The same sources give the same bytes, so that unchanged code keeps its Lambda version.
 * @param handlerFiles paths from the repository's root
 * @param project whose own actions and channels come along
 */
export async function bundleHandlers(
  handlerFiles: readonly string[],
  project: URL = projectRoot(),
): Promise<Bundles> {
  const { options, bundles } = prepared(handlerFiles, project);
  await build(options);
  return bundles;
}

/** The same, for a construct, which can't wait. */
export function bundleHandlersSync(handlerFiles: readonly string[], project: URL = projectRoot()): Bundles {
  const { options, bundles } = prepared(handlerFiles, project);
  buildSync(options);
  return bundles;
}

function prepared(
  handlerFiles: readonly string[],
  project: URL,
): { readonly options: BuildOptions; readonly bundles: Bundles } {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-bundles-'));
  return {
    options: {
      ...bundling,
      entryPoints: handlerFiles.map((file) => ({
        in: sourceOf(file, project, root),
        out: file.replace(/\.ts$/, ''),
      })),
      outdir: root,
      outExtension: { '.js': '.mjs' },
    },
    bundles: {
      directory: (file) => join(root, dirname(file)),
      remove: () => rmSync(root, { recursive: true, force: true }),
    },
  };
}

/** Which register the code of a stage reads: it holds only what comes with Nightshift until a project adds its own. */
const reads = (file: string): Addition | undefined => {
  const stage = stages.find((one) => handlerFile.stage(one) === file);
  return stage && stageOf(stage).reads;
};

/** Where bundling a handler begins: its own file, or one that adds what the project has first. */
function sourceOf(file: string, project: URL, folder: string): string {
  const [, action] = /^actions\/([^/]+)\/handler\.ts$/.exec(file) ?? [];
  const handler = pathOf(action ? actionModule(action, 'handler.ts', project) : ownModule(file));
  const kind = reads(file);
  const names = kind ? additionsIn(project, kind) : [];
  if (!kind || names.length === 0) return handler;
  const added = join(folder, `${kind}.js`);
  writeFileSync(added, addingModules[kind](names, project));
  const entry = join(folder, `${file.replaceAll('/', '-')}.js`);
  // Imports are carried out in order: the register is full before the handler begins.
  writeFileSync(entry, `import ${JSON.stringify(added)};\nexport * from ${JSON.stringify(handler)};\n`);
  return entry;
}

/** Modules that add to a register. A channel is sent over by the `send.ts` beside it. */
const addingModules: Readonly<Record<Addition, (names: readonly string[], project: URL) => string>> = {
  actions: (names, project) =>
    [
      `import { addActions } from ${quoted(ownModule('lib/action/register.ts'))};`,
      ...names.map(
        (name, index) => `import own${index} from ${quoted(actionModule(name, 'action.ts', project))};`,
      ),
      `addActions([${names.map((_, index) => `own${index}`).join(', ')}]);`,
    ].join('\n'),
  channels: (names, project) => {
    const module = (name: string, file: string) => quoted(new URL(`channels/${name}/${file}`, project));
    return [
      `import { addChannels } from ${quoted(ownModule('lib/channel/register.ts'))};`,
      ...names.map((name, index) => `import own${index} from ${module(name, 'channel.ts')};`),
      'addChannels([',
      ...names.map(
        (name, index) => `  { channel: own${index}, load: () => import(${module(name, 'send.ts')}) },`,
      ),
      ']);',
    ].join('\n');
  },
};

const quoted = (url: URL): string => JSON.stringify(pathOf(url));

/** Puts a data file beside a bundled handler, which finds it by `import.meta.url`. */
export function putBeside(bundles: Bundles, handlerFile: string, name: string, content: unknown): void {
  writeFileSync(join(bundles.directory(handlerFile), name), JSON.stringify(content));
}
