import { bareHandler, packagesIn, usedIn } from '#verification/bench/cold-start/bare';

const inputs = (...files: (readonly [string, number])[]) =>
  Object.fromEntries(files.map(([file, bytesInOutput]) => [file, { bytesInOutput }]));
const sdk = 'node_modules/@aws-sdk/client-ecs/dist-es';

describe('a bare handler', () => {
  test('has the clients and commands that the bundle really holds', () => {
    const used = usedIn(
      inputs(
        [`${sdk}/ECSClient.js`, 800],
        [`${sdk}/commands/StopTaskCommand.js`, 90],
        [`${sdk}/commands/ListTasksCommand.js`, 0],
        [`${sdk}/runtimeConfig.js`, 90],
        ['lambdas/admit/admit.ts', 500],
      ),
    );
    expect(used).toEqual([{ from: '@aws-sdk/client-ecs', names: ['ECSClient', 'StopTaskCommand'] }]);
  });

  test('has the Redis client where the bundle holds it, made by nobody', () => {
    const used = usedIn(inputs(['node_modules/@redis/client/dist/index.js', 400]));
    expect(bareHandler(used)).toBe(
      [
        "import { createClient } from '@redis/client';",
        'const clients = [];',
        'export const handler = async () => [clients, createClient];',
      ].join('\n'),
    );
  });

  test('makes each client once', () => {
    const text = bareHandler([{ from: '@aws-sdk/client-ecs', names: ['ECSClient', 'StopTaskCommand'] }]);
    expect(text).toContain('[new ECSClient({})]');
  });
});

test('a bundle is told apart by package, also one inside another', () => {
  const packages = packagesIn(
    inputs(
      ['lambdas/admit/admit.ts', 5],
      ['node_modules/zod/mini/index.js', 3],
      ['node_modules/@aws-sdk/core/node_modules/@smithy/core/x.js', 2],
    ),
  );
  expect(Object.fromEntries(packages)).toEqual({ nightshift: 5, zod: 3, '@smithy/core': 2 });
});
