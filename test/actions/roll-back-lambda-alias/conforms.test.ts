import type { Parameters } from '#actions/roll-back-lambda-alias/action';
import action from '#actions/roll-back-lambda-alias/action';
import kit from '#actions/roll-back-lambda-alias/calls';
import world from '#actions/roll-back-lambda-alias/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const parameters: Parameters = { function: 'checkout', alias: 'live' };
const alias = (changes: object) => (aws: Aws) => aws.lambda.change('checkout', 'live', changes);

conforms(test, kit, world, {
  parameters,
  does: (calls, { lambda }) => {
    expect(calls.map(({ input }) => input)).toEqual([
      { FunctionName: 'checkout', Name: 'live', FunctionVersion: '1', RevisionId: 'revision-1' },
    ]);
    expect(lambda.function('checkout').aliases.get('live')?.FunctionVersion).toBe('1');
  },
  never: {
    'no-such-alias': ({ lambda }) => lambda.remove('checkout'),
    'points-to-latest': alias({ FunctionVersion: '$LATEST' }),
  },
  refuses: {
    'weights-set': alias({ RoutingConfig: { AdditionalVersionWeights: { '1': 0.9 } } }),
    'not-the-newest': ({ lambda }) => lambda.publish('checkout', '3', 1),
    'previous-gone': ({ lambda }) => lambda.function('checkout').versions.splice(1, 1),
    'published-too-long-ago': { parameters: { ...parameters, publishedWithinMinutes: 9 } },
  },
  meanwhile: {
    'somebody has changed the alias': { world: alias({ Description: 'new' }), code: 'changed-meanwhile' },
    'CodeDeploy begins to shift traffic': {
      world: alias({ RoutingConfig: { AdditionalVersionWeights: { '1': 0.1 } } }),
      code: 'weights-set',
    },
  },
});

describe('roll-back-lambda-alias', () => {
  test('does not go back a second time', async () => {
    const { preflight, act } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await act(look.seen);
    expect(await preflight()).toMatchObject({ reason: { code: 'not-the-newest' } });
  });

  test("leaves a change that wins the race: AWS refuses the alias's old revision", async () => {
    const its = scene(kit, world, { parameters });
    const look = await its.preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    its.world.wire.beforeEach = ({ command }) => {
      if (command === 'UpdateAlias') alias({ Description: 'faster' })(its.aws);
    };
    expect(await its.act(look.seen)).toMatchObject({ reason: { code: 'refused-by-aws' } });
    expect(its.aws.lambda.function('checkout').aliases.get('live')?.FunctionVersion).toBe('2');
  });

  test("finds a function's versions behind the first page", async () => {
    const many = scene(kit, world, {
      parameters,
      world: ({ lambda }) => {
        for (let version = 3; version <= 60; version++) lambda.publish('checkout', String(version), 5);
        alias({ FunctionVersion: '60' })({ lambda } as Aws);
      },
    });
    expect(await many.preflight()).toMatchObject({ seen: { pin: { version: '60', previous: '59' } } });
  });

  test.each(['nightshift-prod-page', 'arn:aws:lambda:eu-central-1:111122223333:function:a', 'a*'])(
    'takes no %s for a function',
    (name) => {
      expect(action.parameters.safeParse({ ...parameters, function: name }).success).toBe(false);
    },
  );
});
