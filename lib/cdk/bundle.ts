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
  /** Deletes them. CDK has copied what it needs once the stacks exist. */
  readonly remove: () => void;
}

/** Lambda's entry point: file `handler.mjs`, export `handler`. */
export const entryPoint = 'handler.handler';

/** The file name of a bundle, in its handler's directory. */
export const bundleFile = 'handler.mjs';

/** CommonJS packages inside an ES module still call `require`. */
const requireForCommonJs = `import{createRequire}from'module';const require=createRequire(import.meta.url);`;

/**
 * How a handler is bundled. Without source maps, which would be read at every cold start; with names, so that stack traces are
 * readable.
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
 * Bundles handlers in a single esbuild run, including the AWS SDK, whose version the lockfile then pins. The same sources give
 * the same bytes, so that unchanged code keeps its Lambda version.
 * @param handlerFiles paths from the repository's root
 * @param project whose own actions and channels are included
 */
export async function bundleHandlers(
  handlerFiles: readonly string[],
  project: URL = projectRoot(),
): Promise<Bundles> {
  const { options, bundles } = prepared(handlerFiles, project);
  await build(options);
  return bundles;
}

/** The same, synchronously, for a construct. */
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

/** Which register a stage's code reads. The register has only Nightshift's own entries until a project adds some. */
const reads = (file: string): Addition | undefined => {
  const stage = stages.find((one) => handlerFile.stage(one) === file);
  return stage && stageOf(stage).reads;
};

/** The entry file of a handler's bundle: its own file, or one that first adds the project's entries. */
function sourceOf(file: string, project: URL, folder: string): string {
  const [, action] = /^actions\/([^/]+)\/handler\.ts$/.exec(file) ?? [];
  const handler = pathOf(action ? actionModule(action, 'handler.ts', project) : ownModule(file));
  const kind = reads(file);
  const names = kind ? additionsIn(project, kind) : [];
  if (!kind || names.length === 0) return handler;
  const added = join(folder, `${kind}.js`);
  writeFileSync(added, addingModules[kind](names, project));
  const entry = join(folder, `${file.replaceAll('/', '-')}.js`);
  // Imports run in order, so the register is complete before the handler starts.
  writeFileSync(entry, `import ${JSON.stringify(added)};\nexport * from ${JSON.stringify(handler)};\n`);
  return entry;
}

/** Modules that add to a register. A channel's sender is the `send.ts` beside it. */
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

/** Writes a data file beside a bundled handler, which finds it by `import.meta.url`. */
export function putBeside(bundles: Bundles, handlerFile: string, name: string, content: unknown): void {
  writeFileSync(join(bundles.directory(handlerFile), name), JSON.stringify(content));
}
