import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bundleHandlers, putBeside } from '../../lib/bundle.ts';
import { handlerFile } from '../../lib/names.ts';

const recover = handlerFile.stage('recover');
const sweep = handlerFile.stage('sweep');

describe('bundles', () => {
  test('are the same bytes for the same sources, whatever else is bundled along with them', async () => {
    const code = async (...files: string[]) => {
      const bundles = await bundleHandlers(files);
      return readFileSync(join(bundles.directory(recover), 'handler.mjs'), 'utf8');
    };
    expect(await code(recover)).toBe(await code(sweep, recover));
  });

  test('are one file each, which carries the SDK and says nothing of this machine', async () => {
    const bundles = await bundleHandlers([recover]);
    const directory = bundles.directory(recover);
    expect(readdirSync(directory)).toEqual(['handler.mjs']);
    const code = readFileSync(join(directory, 'handler.mjs'), 'utf8');
    expect(code).not.toMatch(/from\s*["']@aws-sdk/);
    expect(code).not.toContain(process.cwd());
  });

  test('take a data file along', async () => {
    const bundles = await bundleHandlers([recover]);
    putBeside(bundles, recover, 'data.json', [1]);
    expect(readFileSync(join(bundles.directory(recover), 'data.json'), 'utf8')).toBe('[1]');
  });
});
