import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writeProject } from '#cli/init/write-project';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightshift-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const init = () => writeProject(pathToFileURL(`${folder}/`));
const read = (file: string) => readFileSync(join(folder, file), 'utf8');
const packageJson = () => JSON.parse(read('package.json'));

describe('npx nightshift init', () => {
  test('writes everything that a project needs into an empty folder', async () => {
    await init();
    const { type, scripts, dependencies, devDependencies } = packageJson();
    expect(type).toBe('module');
    expect(scripts.test).toContain('node --test');
    expect(Object.keys(dependencies)).toEqual(
      expect.arrayContaining(['nightshift', 'aws-cdk-lib', 'constructs']),
    );
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(['aws-cdk', 'node', 'typescript']));
    expect(JSON.parse(read('cdk.json')).app).toBe('node app.ts');
    expect(read('.gitignore')).toContain('node_modules/');
    expect(readdirSync(join(folder, 'environments'))).toEqual(['production.ts', 'staging.ts']);
  });

  test('pins what it adds to the versions that Nightshift itself is tested with', async () => {
    await init();
    const { dependencies, devDependencies } = packageJson();
    const ours = JSON.parse(readFileSync('package.json', 'utf8'));
    const known = { ...ours.devDependencies, ...ours.dependencies, nightshift: ours.version };
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect([name, version]).toEqual([name, known[name]]);
    }
  });

  test('changes no file that is there, and only adds to package.json', async () => {
    writeFileSync(join(folder, 'app.ts'), '// mine');
    const mine = {
      name: 'shop-runbooks',
      scripts: { test: 'jest' },
      dependencies: { nightshift: 'file:nightshift.tgz' },
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(mine));
    expect(await init()).toContain('Kept app.ts');
    expect(read('app.ts')).toBe('// mine');
    expect(packageJson()).toMatchObject(mine);
  });

  test('replaces the test script of npm init, which only fails', async () => {
    const test = 'echo "Error: no test specified" && exit 1';
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { test } }));
    await init();
    expect(packageJson().scripts.test).toContain('node --test');
  });

  test('run a second time changes nothing', async () => {
    await init();
    const before = read('package.json');
    const log = await init();
    expect(log.filter((line) => line.startsWith('Wrote'))).toEqual([]);
    expect(read('package.json')).toBe(before);
  });
});
