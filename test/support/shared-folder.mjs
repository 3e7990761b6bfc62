import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Environment variable with a folder that all test files of one run share. */
const variable = 'NIGHTSHIFT_TEST_FOLDER';

export default () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-tests-'));
  process.env[variable] = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
