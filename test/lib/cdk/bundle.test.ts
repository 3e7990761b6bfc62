import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Bundles, bundleHandlers, putBeside } from '#cdk/bundle';
import { handlerFile } from '#cdk/names';

const recover = handlerFile.stage('recover');
const sweep = handlerFile.stage('sweep');

describe('bundles', () => {
  const made: Bundles[] = [];
  const bundle = async (...files: string[]) => {
    const bundles = await bundleHandlers(files);
    made.push(bundles);
    return bundles;
  };
  const codeIn = (bundles: Bundles) => readFileSync(join(bundles.directory(recover), 'handler.mjs'), 'utf8');
  afterAll(() => {
    for (const bundles of made) bundles.remove();
  });

  test('are the same bytes for the same sources, whatever else is bundled along with them', async () => {
    expect(codeIn(await bundle(recover))).toBe(codeIn(await bundle(sweep, recover)));
  });

  test('are one file each, which carries the SDK and says nothing of this machine', async () => {
    const bundles = await bundle(recover);
    expect(readdirSync(bundles.directory(recover))).toEqual(['handler.mjs']);
    expect(codeIn(bundles)).not.toMatch(/from\s*["']@aws-sdk/);
    expect(codeIn(bundles)).not.toContain(process.cwd());
  });

  test('take a data file along', async () => {
    const bundles = await bundle(recover);
    putBeside(bundles, recover, 'data.json', [1]);
    expect(readFileSync(join(bundles.directory(recover), 'data.json'), 'utf8')).toBe('[1]');
  });
});
