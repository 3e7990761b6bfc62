import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipOf } from '#verification/sandbox/demo/zip';

describe("the archive of a function's code", () => {
  it('is read by Python, whose zipfile checks its checksum', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightshift-zip-'));
    const file = join(folder, 'code.zip');
    const code = "exports.handler = async () => '✓';";
    const script =
      "import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).read('index.js').decode(), end='')";
    try {
      writeFileSync(file, zipOf('index.js', code));
      const read = execFileSync('python3', ['-c', script, file], {
        env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
      });
      expect(read.toString()).toBe(code);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
