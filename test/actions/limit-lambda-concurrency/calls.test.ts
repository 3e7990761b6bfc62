import type { Parameters } from '#actions/limit-lambda-concurrency/action';
import kit from '#actions/limit-lambda-concurrency/calls';
import world from '#actions/limit-lambda-concurrency/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { function: 'checkout', to: 5 };
const reserves =
  (reserved: number) =>
  ({ lambda }: Aws) =>
    void Object.assign(lambda.function('checkout'), { reserved });

conforms(test, kit, world, {
  parameters,
  does: (calls, { lambda }) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { FunctionName: 'checkout', ReservedConcurrentExecutions: 5 },
    ]);
    expect(lambda.function('checkout').reserved).toBe(5);
  },
  never: {
    'no-such-function': ({ lambda }) => lambda.remove('checkout'),
    'zero-not-allowed': { parameters: { ...parameters, to: 0 } },
  },
  refuses: {
    'not-lower': reserves(5),
    'too-little-left': ({ lambda }) => void Object.assign(lambda, { reservedByOthers: 896 }),
  },
  meanwhile: {
    'somebody reserves for it': { world: reserves(50), code: 'changed-meanwhile' },
    'others take what is left': {
      world: ({ lambda }) => void Object.assign(lambda, { reservedByOthers: 900 }),
      code: 'too-little-left',
    },
  },
  restores: {
    does: (calls, { lambda }) => {
      expect(calls.map(({ command }) => command)).toEqual(['DeleteFunctionConcurrency']);
      expect(lambda.function('checkout').reserved).toBeUndefined();
    },
    strangers: { 'somebody limits it further': reserves(2) },
    putBackByOthers: ({ lambda }) => void delete lambda.function('checkout').reserved,
    gone: ({ lambda }) => lambda.remove('checkout'),
  },
});

describe('limit-lambda-concurrency', () => {
  test('stops a function where the runbook allows that, and gives it back what it reserved', async () => {
    const { preflight, act, taking, aws } = scene(kit, world, {
      parameters: { ...parameters, to: 0, allowZero: true },
      world: reserves(20),
    });
    const look = await preflight();
    if (!('ready' in look) || !look.leased) throw new Error('not ready');
    await act(look.seen);
    expect(aws.lambda.function('checkout').reserved).toBe(0);
    await taking(look.leased).putBack();
    expect(aws.lambda.function('checkout').reserved).toBe(20);
  });
});
