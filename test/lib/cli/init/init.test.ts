import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { init as initCommand } from '#cli/commands/init';
import { initOptions } from '#cli/commands/specs/authors';
import { answersIn } from '#cli/init/answers';
import { blanks } from '#cli/init/fill-in';
import { ask } from '#cli/init/questions';
import { writeProject } from '#cli/init/write-project';
import { read as readLine } from '#cli/parse';
import { typing } from '#test/support/typing';

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

describe('what is asked', () => {
  const answers = {
    account: '222233334444',
    region: 'eu-west-1',
    owner: 'team-checkout',
    timeZone: 'Europe/Berlin',
    page: { protocol: 'email', endpoint: 'on-call@shop.test' },
    backup: { protocol: 'sms', endpoint: '+4915112345678' },
  } as const;

  test('is three questions, whose answers stand in every file that needs them', async () => {
    const person = typing([
      '222233334444, eu-west-1',
      'team-checkout Europe/Berlin',
      'on-call@shop.test +4915112345678',
    ]);
    const given = await ask(person, 'Europe/Paris');
    expect(given).toEqual(answers);
    expect(person.asked).toHaveLength(3);
    expect(person.isClosed()).toBe(true);
    await writeProject(pathToFileURL(`${folder}/`), given);
    const production = read('environments/production.ts');
    for (const text of ["account: '222233334444'", "region: 'eu-west-1'", "timeZone: 'Europe/Berlin'"])
      expect(production).toContain(text);
    expect(production).not.toMatch(/example\.com|5550100/);
    expect(read('environments/staging.ts')).toContain("account = '222233334444'");
    expect(read('runbooks/web-service-hung.ts')).toContain("owner: 'team-checkout'");
  });

  test('is asked again until it is an answer, and says what one looks like', async () => {
    const person = typing(['1234 eu-west-1', '222233334444 eu-west-1', '', 'on-call']);
    expect(await ask(person, 'UTC')).toEqual({ account: '222233334444', region: 'eu-west-1' });
    expect(person.asked[1]).toBe('"1234" is not the twelve digits of an AWS account.');
    expect(person.asked).toContain(
      '"on-call" is not an e-mail address, or a phone number with country code, e.g. +15555550100.',
    );
  });

  test('stays a placeholder where nothing was answered', async () => {
    await writeProject(pathToFileURL(`${folder}/`), await ask(typing(['', '', '']), 'UTC'));
    const before = readFileSync('examples/project/environments/production.ts', 'utf8');
    expect(read('environments/production.ts')).toBe(before);
  });

  test('has its place in the samples, or nothing would be filled in', () => {
    for (const [path, its] of Object.entries(blanks)) {
      const text = readFileSync(`examples/project/${path}`, 'utf8');
      for (const { sample } of its) expect(text.split(sample)).toHaveLength(2);
    }
  });

  test('can be said with options, all of whose mistakes are told at once', async () => {
    const given = (...args: string[]) =>
      initCommand(readLine({ name: 'init', summary: '', options: initOptions }, args), {
        connect: () => Promise.reject(new Error('asked')),
        account: () => Promise.reject(new Error('asked')),
        now: () => new Date(),
        pause: async () => {},
        user: () => 'anna',
      });
    await expect(given('--region', 'Frankfurt', '--page', 'on-call')).rejects.toThrow(
      /"Frankfurt" is not an AWS region, e\.g\. eu-central-1\. "on-call" is not an e-mail address/,
    );
    expect(answersIn({ timeZone: 'Europe/Belrin' }).faults).toEqual([
      '"Europe/Belrin" is not a time zone, e.g. Europe/Berlin.',
    ]);
  });
});
