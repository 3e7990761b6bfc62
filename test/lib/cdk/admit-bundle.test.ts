import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { actions } from '#action/register';
import { handlerFile } from '#cdk/names';

/** What a file takes of Admit's code, in bytes, by its path; minified as it is deployed. */
async function partsOfAdmit(): Promise<ReadonlyMap<string, number>> {
  const { metafile } = await build({
    entryPoints: [handlerFile.stage('admit')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
    outfile: 'admit.mjs',
    write: false,
  });
  const { inputs = {} } = metafile.outputs['admit.mjs'] ?? {};
  return new Map(Object.entries(inputs).map(([file, { bytesInOutput }]) => [file, bytesInOutput]));
}

describe('Admit, which reads what every action is,', () => {
  test('carries no SDK client for it, and less than 3 KB an action', async () => {
    const parts = await partsOfAdmit();
    const clients = [...parts]
      .filter(([, bytes]) => bytes > 0)
      .flatMap(([file]) => /@aws-sdk\/(client-[a-z0-9-]+)\//.exec(file)?.[1] ?? []);
    expect([...new Set(clients)].sort()).toEqual([
      'client-cloudwatch',
      'client-dynamodb',
      'client-scheduler',
      'client-sfn',
      'client-ssm',
    ]);
    const ofActions = [...parts].filter(([file]) => /^lambdas\/(remediate\/[^/]+|action)\//.test(file));
    expect(ofActions.filter(([file]) => /\/(calls|handler|world)\.ts$/.test(file))).toEqual([]);
    const own = ofActions.filter(([file]) => file.endsWith('/action.ts'));
    expect(own).toHaveLength(Object.keys(actions).length);
    const all = ofActions.reduce((sum, [, bytes]) => sum + bytes, 0);
    expect(all / own.length).toBeLessThan(3 * 1_024);
    // The first of all, with eleven reasons of its own, is the only larger one.
    const larger = own.filter(([, bytes]) => bytes >= 3 * 1_024).map(([file]) => file);
    expect(larger).toEqual(['actions/restart-ecs-tasks/action.ts']);
  });
});
