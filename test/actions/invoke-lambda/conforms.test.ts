import action, { type Parameters } from '#actions/invoke-lambda/action';
import kit from '#actions/invoke-lambda/calls';
import world from '#actions/invoke-lambda/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { function: 'mend-orders', qualifier: 'live', input: { queue: 'orders' } };
const version = (changes: object) => (aws: Aws) =>
  Object.assign(aws.lambda.function('mend-orders').versions[2] ?? {}, changes);

conforms(test, kit, world, {
  parameters,
  does: (calls, { lambda }) => {
    expect(calls).toHaveLength(1);
    expect(lambda.function('mend-orders').invoked).toEqual([
      { attempt: '20260301-0300-1a2b3c4d-1', input: { queue: 'orders' } },
    ]);
  },
  never: {
    'no-such-version': ({ lambda }) => void lambda.function('mend-orders').aliases.clear(),
    'points-to-latest': ({ lambda }) => lambda.change('mend-orders', 'live', { FunctionVersion: '$LATEST' }),
    'takes-too-long': version({ Timeout: 61 }),
  },
  refuses: { 'not-active': version({ State: 'Pending' }) },
  meanwhile: {
    'the alias was moved': {
      world: ({ lambda }) => lambda.change('mend-orders', 'live', { FunctionVersion: '1' }),
      code: 'changed-meanwhile',
    },
  },
});

describe('invoke-lambda', () => {
  test('does not take an error of the function for an answer: what it did is unknown', async () => {
    const { preflight, act, aws } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    const payload = JSON.stringify({ errorMessage: 'no such queue'.padEnd(9000, '!') });
    aws.lambda.function('mend-orders').answers = { error: 'Unhandled', payload };
    const failed = await act(look.seen).catch((error: Error) => error.message);
    expect(failed).toMatch(
      /^Error: mend-orders:live failed \(Unhandled\): \{"errorMessage":"no such queue!+…?$/,
    );
    expect(String(failed).length).toBeLessThan(600);
  });

  test('may invoke the version or alias that is named, and nothing else', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    expect(action.permissions(parameters, place)).toEqual([
      {
        actions: ['lambda:GetFunctionConfiguration', 'lambda:InvokeFunction'],
        resources: ['arn:aws:lambda:eu-central-1:111122223333:function:mend-orders:live'],
      },
    ]);
  });

  test.each([
    { function: 'nightshift-prod-page' },
    { qualifier: '$LATEST' },
    { qualifier: undefined },
    { input: { nested: {} } },
  ])('takes no %j', (wrong) => {
    expect(action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
  });
});
