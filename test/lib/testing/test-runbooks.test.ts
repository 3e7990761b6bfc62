import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hushed } from '#test/support/scenes';
import { testRunbooks } from '#testing/test-runbooks';

hushed();
const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A project with the repository's runbooks, environments and adopted incidents. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-adopted-'));
  for (const name of ['runbooks', 'environments']) symlinkSync(join(repository, name), join(folder, name));
  cpSync(join(repository, 'test/nights'), join(folder, 'test/nights'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The tests that are declared for adopted incidents, by name. */
async function declared(): Promise<Map<string, () => Promise<void>>> {
  const tests = new Map<string, () => Promise<void>>();
  await testRunbooks((name, run) => void tests.set(name, run), pathToFileURL(`${folder}/`));
  return new Map([...tests].filter(([name]) => name.includes('the incident')));
}

const files = () => readdirSync(join(folder, 'test/nights')).filter((name) => name.endsWith('.json'));
const change = (file: string, how: (night: object) => object) => {
  const path = join(folder, 'test/nights', file);
  writeFileSync(path, JSON.stringify(how(JSON.parse(readFileSync(path, 'utf8')))));
};

describe('testRunbooks replays adopted incidents', () => {
  test('each of them, and they end as they did', async () => {
    const tests = await declared();
    expect(files().length).toBeGreaterThan(0);
    expect(tests.size).toBe(files().length);
    for (const run of tests.values()) await run();
  });

  test('and says in what one differs', async () => {
    for (const file of files())
      change(file, (night) => ({ ...night, expected: { verdict: 'suppressed', tried: [] } }));
    for (const run of (await declared()).values())
      await expect(run()).rejects.toThrow(/and that night ended as suppressed/);
  });

  test('and says which runbook is gone', async () => {
    for (const file of files()) change(file, (night) => ({ ...night, runbook: 'gone' }));
    for (const run of (await declared()).values())
      await expect(run()).rejects.toThrow(/^There is no runbook gone any more: remove its incidents/);
  });
});
