import action, { type Parameters } from '#actions/invalidate-cloudfront/action';
import kit from '#actions/invalidate-cloudfront/calls';
import world from '#actions/invalidate-cloudfront/world';
import { conforms } from '#testing/conforms';
import { scene } from '#testing/conforms-scene';
import type { Aws } from '#testing/world/aws/aws';

const distribution = 'EDFDVBD6EXAMPLE';
const parameters: Parameters = { distribution, paths: ['/assets/*', '/'], originAlarm: 'origin-5xx' };
const strangers = ({ cloudfront }: Aws) => cloudfront.invalidate(distribution, ['/'], 'theirs');

conforms(test, kit, world, {
  parameters,
  does: (calls, { cloudfront }) => {
    expect(calls).toHaveLength(1);
    expect(cloudfront.distribution(distribution).invalidations).toMatchObject([
      { paths: ['/assets/*', '/'], Status: 'Completed', reference: '20260301-0300-1a2b3c4d-1' },
    ]);
  },
  never: {
    'no-such-distribution': ({ cloudfront }) => cloudfront.remove(distribution),
    disabled: ({ cloudfront }) => Object.assign(cloudfront.distribution(distribution), { enabled: false }),
    'no-such-alarm': {
      parameters: { ...parameters, originAlarm: 'none' },
      world: ({ cloudwatch }) => cloudwatch.remove('none'),
    },
  },
  refuses: {
    'origin-not-ok': ({ cloudwatch }) => cloudwatch.set('origin-5xx', 'INSUFFICIENT_DATA'),
    'already-invalidating': (aws) => void strangers(aws),
  },
  meanwhile: {
    'the origin has fallen ill': {
      world: ({ cloudwatch }) => cloudwatch.set('origin-5xx', 'ALARM'),
      code: 'origin-not-ok',
    },
    'somebody has invalidated': {
      world: (aws) => Object.assign(strangers(aws), { Status: 'Completed' }),
      code: 'changed-meanwhile',
    },
  },
});

describe('invalidate-cloudfront', () => {
  test('is one invalidation however often it is delivered', async () => {
    const { preflight, act, aws } = scene(kit, world, { parameters });
    const look = await preflight();
    if (!('ready' in look)) throw new Error(look.refused);
    await act(look.seen);
    await act(look.seen);
    expect(aws.cloudfront.distribution(distribution).invalidations).toHaveLength(1);
  });

  test('names a resource that is in no region', () => {
    const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
    expect(action.targets(parameters, place)).toEqual([
      `arn:aws:cloudfront::111122223333:distribution/${distribution}`,
    ]);
  });

  test.each([[[]], [['assets']], [['/a*/b']], [Array.from({ length: 16 }, (_, index) => `/${index}`)]])(
    'takes no paths %j',
    (paths) => {
      expect(action.parameters.safeParse({ ...parameters, paths }).success).toBe(false);
    },
  );
});
