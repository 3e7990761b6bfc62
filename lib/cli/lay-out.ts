import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Lays files out as `npm run format` does. Without the formatter they are as good, and `npm run check` will say so.
 * @param root the repository's
 * @param paths from there
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
