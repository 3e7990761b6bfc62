import action from '#actions/rotate-secret/action';
import kit from '#actions/rotate-secret/calls';
import world from '#actions/rotate-secret/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const secret = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop/orders-db-a1B2c3';
const parameters = { secret, rotationFunction: 'rotate-orders' };
const change =
  (changes: object) =>
  ({ secretsmanager }: Aws) =>
    secretsmanager.change(secret, changes);
const halfDone = { VersionIdsToStages: { old: ['AWSCURRENT'], new: ['AWSPENDING'] } };

conforms(test, kit, world, {
  parameters,
  does: (calls, { secretsmanager }) => {
    expect(calls.map(({ input }) => input)).toEqual([
      {
        SecretId: secret,
        ClientRequestToken: expect.stringMatching(/^[0-9a-f]{64}$/),
        RotateImmediately: true,
      },
    ]);
    expect(Object.values(secretsmanager.secret(secret).VersionIdsToStages ?? {})).toEqual([
      ['AWSPREVIOUS'],
      ['AWSCURRENT', 'AWSPENDING'],
    ]);
  },
  never: {
    'no-such-secret': ({ secretsmanager }) => secretsmanager.remove(secret),
    'being-deleted': change({ DeletedDate: new Date('2026-03-01T00:00:00Z') }),
    'rotation-off': change({ RotationEnabled: false }),
    'other-function': { parameters, world: change({ RotationLambdaARN: undefined, OwningService: 'rds' }) },
  },
  refuses: { 'rotation-running': change(halfDone) },
  meanwhile: {
    'a rotation began': { world: change(halfDone), code: 'rotation-running' },
    'a rotation is done': {
      world: change({ VersionIdsToStages: { new: ['AWSCURRENT', 'AWSPENDING'], old: ['AWSPREVIOUS'] } }),
      code: 'changed-meanwhile',
    },
  },
});

describe('rotate-secret', () => {
  test('rotates once however often it is delivered', async () => {
    const { preflight, act, aws } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await act(look.seen);
    expect(await act(look.seen)).toMatchObject({ reason: { code: 'rotation-running' } });
    expect(Object.keys(aws.secretsmanager.secret(secret).VersionIdsToStages ?? {})).toHaveLength(2);
  });

  test('may rotate and describe that one secret, and never read it', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    expect(action.permissions(parameters, place)).toMatchObject([
      { actions: ['secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret'], resources: [secret] },
      {
        actions: ['lambda:InvokeFunction'],
        resources: ['arn:aws:lambda:eu-central-1:111122223333:function:rotate-orders'],
      },
    ]);
  });

  test.each(['shop/orders-db', secret.slice(0, -7), `${secret.slice(0, -6)}*`])('takes no %s', (wrong) => {
    expect(action.parameters.safeParse({ ...parameters, secret: wrong }).success).toBe(false);
  });
});
