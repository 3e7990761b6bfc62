import { readdirSync, readFileSync } from 'node:fs';
import { bundleHandlers } from '#cdk/bundle';

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

describe('dependencies', () => {
  test('are exact versions', () => {
    const { dependencies, devDependencies } = json('package.json');
    const versions = Object.values({ ...dependencies, ...devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });

  test('come from the registry with a checksum, each one of them', () => {
    const packages: [string, { resolved?: string; integrity?: string; inBundle?: boolean }][] =
      Object.entries(json('package-lock.json').packages);
    const bad = packages.filter(
      ([path, { resolved = '', integrity = '', inBundle }]) =>
        path !== '' &&
        !inBundle &&
        // Without an address, npm takes it from the configured registry and holds it against the checksum.
        !(/^$|^https:\/\/registry\.npmjs\.org\//.test(resolved) && integrity.startsWith('sha512-')),
    );
    expect(packages.length).toBeGreaterThan(100);
    expect(bad.map(([path]) => path)).toEqual([]);
  });

  test('of Lambdas are those of `dependencies`, and nothing of the tools', () => {
    const { dependencies } = json('package.json');
    const files = readdirSync('lambdas', { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('world.ts'),
    );
    const imported = files.flatMap((file) =>
      [
        ...readFileSync(`lambdas/${file}`, 'utf8').matchAll(
          /^(?:import|export) (?!type)[^;]*? from '([^.'][^']*)';/gm,
        ),
      ].map(([, name = '']) => name.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? ''),
    );
    const packages = [...new Set(imported)].filter((name) => !name.startsWith('node:'));
    expect(packages.length).toBeGreaterThan(5);
    expect(packages.filter((name) => !(name in dependencies))).toEqual([]);
  });
});

test('a bundle evaluates no text as code and fetches none', async () => {
  const bundles = await bundleHandlers(['lambdas/admit/handler.ts', 'actions/flush-redis-cache/handler.ts']);
  try {
    for (const file of ['lambdas/admit/handler.ts', 'actions/flush-redis-cache/handler.ts']) {
      const code = readFileSync(`${bundles.directory(file)}/handler.mjs`, 'utf8');
      expect(code).not.toMatch(/\beval\(|import\(["']https?:/);
    }
  } finally {
    bundles.remove();
  }
});
