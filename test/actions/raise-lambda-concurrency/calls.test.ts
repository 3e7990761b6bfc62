import type { Parameters } from '#actions/raise-lambda-concurrency/action';
import kit from '#actions/raise-lambda-concurrency/calls';
import world from '#actions/raise-lambda-concurrency/world';
import { conforms } from '#testing/conforms';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { function: 'checkout', to: 50 };
const reserves =
  (reserved: number) =>
  ({ lambda }: Aws) =>
    void Object.assign(lambda.function('checkout'), { reserved });

conforms(test, kit, world, {
  parameters,
  does: (calls, { lambda }) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { FunctionName: 'checkout', ReservedConcurrentExecutions: 50 },
    ]);
    expect(lambda.function('checkout').reserved).toBe(50);
  },
  never: { 'no-such-function': ({ lambda }) => lambda.remove('checkout') },
  refuses: {
    'not-limited': ({ lambda }) => void delete lambda.function('checkout').reserved,
    'not-higher': reserves(60),
    'too-little-left': ({ lambda }) => void Object.assign(lambda, { reservedByOthers: 851 }),
  },
  meanwhile: {
    'somebody changes the limit': { world: reserves(20), code: 'changed-meanwhile' },
    'somebody lifts the limit': {
      world: ({ lambda }) => void delete lambda.function('checkout').reserved,
      code: 'not-limited',
    },
  },
  restores: {
    does: (calls, { lambda }) => {
      expect(calls.map(({ command }) => command)).toEqual(['PutFunctionConcurrency']);
      expect(lambda.function('checkout').reserved).toBe(49);
    },
    strangers: {
      'somebody raises it further': reserves(80),
      'somebody lifts the limit': ({ lambda }) => void delete lambda.function('checkout').reserved,
    },
    putBackByOthers: reserves(49),
    gone: ({ lambda }) => lambda.remove('checkout'),
  },
});
