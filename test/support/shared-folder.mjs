import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that all test files of one run share; they find it by `inject('sharedFolder')`. */
export default (project) => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-tests-'));
  project.provide('sharedFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
};
