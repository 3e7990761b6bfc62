import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Formats files like `npm run format`. Without the formatter they still work, and `npm run check` reports them.
 * @param root the repository
 * @param paths relative to it
 * @returns whether it was done
 */
export async function layOut(root: URL, paths: readonly string[]): Promise<boolean> {
  const biome = promisify(execFile)('node_modules/.bin/biome', ['check', '--write', ...paths], {
    cwd: fileURLToPath(root),
  });
  return biome.then(
    () => true,
    () => false,
  );
}
