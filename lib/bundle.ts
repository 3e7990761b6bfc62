import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/** The bundled handlers: the directory that becomes a Lambda's code, by the handler's source file. */
export interface Bundles {
  readonly directory: (handlerFile: string) => string;
  /** Deletes them; CDK has copied what it needs as soon as the stacks are made. */
  readonly remove: () => void;
}

/** What Lambda is told: file `handler.mjs`, export `handler`. */
export const entryPoint = 'handler.handler';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');

/** CommonJS packages inside an ES module still call `require`. */
const requireForCommonJs = `import{createRequire}from'module';const require=createRequire(import.meta.url);`;

/**
 * How a handler is bundled. There are no source maps in the result, for they would be read at every cold start; names are
 * kept instead, so that stack traces read.
 */
export const bundling = {
  absWorkingDir: repository,
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
 */
export async function bundleHandlers(handlerFiles: readonly string[]): Promise<Bundles> {
  const root = mkdtempSync(join(tmpdir(), 'nightshift-bundles-'));
  await build({
    ...bundling,
    entryPoints: handlerFiles.map((file) => ({ in: file, out: file.replace(/\.ts$/, '') })),
    outdir: root,
    outExtension: { '.js': '.mjs' },
  });
  return {
    directory: (file) => join(root, dirname(file)),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Puts a data file beside a bundled handler, which finds it by `import.meta.url`. */
export function putBeside(bundles: Bundles, handlerFile: string, name: string, content: unknown): void {
  writeFileSync(join(bundles.directory(handlerFile), name), JSON.stringify(content));
}
