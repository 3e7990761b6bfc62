import kit from '#actions/turn-off-launchdarkly-flag/calls';
import world, { example as parameters } from '#actions/turn-off-launchdarkly-flag/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const { project, flag, environment } = parameters;
const its = [project, flag, environment] as const;
const turn =
  (on: boolean) =>
  ({ launchdarkly }: Aws) =>
    launchdarkly.turn(...its, on);
const state = ({ launchdarkly }: Aws) => launchdarkly.flag(...its);

conforms(test, kit, world, {
  parameters,
  does: (calls, aws) => {
    expect(calls.map(({ command, input }) => [command, input['kind']])).toEqual([
      ['PatchFlag', 'turnFlagOff'],
    ]);
    expect(state(aws)).toMatchObject({ on: false, version: 8 });
  },
  never: {
    'no-such-flag': ({ launchdarkly }) => launchdarkly.remove(...its),
    archived: (aws) => void Object.assign(state(aws), { archived: true }),
  },
  refuses: { 'is-off': turn(false) },
  meanwhile: {
    'somebody turns it off': { world: turn(false), code: 'is-off' },
    'somebody changes it': { world: turn(true), code: 'changed-meanwhile' },
  },
  restores: {
    does: (calls, aws) => {
      expect(calls.map(({ input }) => input['kind'])).toEqual(['turnFlagOn']);
      expect(state(aws).on).toBe(true);
    },
    strangers: { 'somebody turns it off once more': turn(false) },
    putBackByOthers: turn(true),
    gone: ({ launchdarkly }) => launchdarkly.remove(...its),
  },
});

describe('turn-off-launchdarkly-flag', () => {
  test('takes it for a refusal that a change of somebody waits for an approval', async () => {
    const { preflight, act, aws } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    Object.assign(state(aws), { pending: true });
    expect(await act(look.seen)).toMatchObject({ reason: { code: 'refused-by-aws' } });
    expect(state(aws).on).toBe(true);
  });

  test.each([
    ['Secrets Manager', parameters.token.secret, 'secretsmanager:GetSecretValue'],
    ['Parameter Store', 'arn:aws:ssm:eu-central-1:111122223333:parameter/launchdarkly', 'ssm:GetParameter'],
  ])('may read its token in %s, and nothing else in AWS', (_, secret, action) => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    const kmsKey = 'arn:aws:kms:eu-central-1:111122223333:key/1a2b';
    const given = { ...parameters, token: { secret, kmsKey } };
    const granted = kit.action.permissions(given, place);
    expect(granted.map(({ actions, resources }) => [actions, resources])).toEqual([
      [[action], [secret]],
      [['kms:Decrypt'], [kmsKey]],
    ]);
  });

  test.each([{ token: 'api-1234' }, { host: 'launchdarkly.example.com' }, { flag: 'a/b' }])(
    'takes no %j',
    (wrong) => {
      expect(kit.action.parameters.safeParse({ ...parameters, ...wrong }).success).toBe(false);
    },
  );
});
