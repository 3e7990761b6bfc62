import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { contractVersion } from '#core/aws/contract';
import { variables } from '#core/aws/variables';
import { hushed } from '#test/support/scenes';

hushed();
const context = { functionName: 'it', awsRequestId: '1' } as Context;
const before = { ...process.env };

/** Nothing answers at this address: a handler that calls anything fails. */
const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'eu-central-1' };
const names = Object.values(variables).map((name) => [name, 'x'] as const);

type Handler = (event: unknown, context: Context) => Promise<unknown>;
const handlers = [
  'admit',
  'verify',
  'recover',
  'dead-letters',
  'remediate/restart-ecs-tasks',
  'remediate/flush-redis-cache',
  'remediate/fail-over-aurora-cluster',
  'remediate/clear-synthetic-fault',
];
const handlerOf = async (folder: string): Promise<Handler> =>
  ((await import(`#lambdas/${folder}/handler`)) as { handler: Handler }).handler;

describe('a warm-up', () => {
  beforeAll(() => void Object.assign(process.env, Object.fromEntries(names), nowhere));
  afterAll(() => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, before);
  });

  test.each(handlers)('of %s ends where it began, with no call to anybody', async (folder) => {
    const handler = await handlerOf(folder);
    const input = { contract: contractVersion, warmUp: true };
    expect(await handler(input, context)).toEqual(input);
  });

  test.each([
    ['that asks for something besides', { contract: contractVersion, warmUp: true, incident: 'x' }],
    ['of another contract', { contract: contractVersion + 1, warmUp: true }],
    ['that is none', { contract: contractVersion, warmUp: false }],
  ])('%s is refused like any other input', async (_, input) => {
    const handler = await handlerOf('verify');
    await expect(handler(input, context)).rejects.toThrow('does not accept its input');
  });
});
