import * as z from 'zod/mini';
import { alarmReads, kitAction, parametersOf } from '#action/define';
import { alarmName, named } from '#action/parameters';

const Parameters = parametersOf({
  /** Id of the distribution. */
  distribution: named('the id of a distribution', /^E[A-Z0-9]{6,19}$/, 'e.g. EDFDVBD6EXAMPLE'),
  /** Paths, each of which may end in `*`. The first 1,000 a month cost nothing. */
  paths: z
    .array(
      z
        .string()
        .check(z.regex(/^\/[^*\s]{0,1000}\*?$/, 'must be a path that begins with / and may end in *')),
    )
    .check(z.minLength(1, 'must name at least one path'), z.maxLength(15, 'must be at most 15 paths')),
  /** The origin's alarm, which has to be OK: everything is fetched from the origin again. */
  originAlarm: alarmName,
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly distribution: string };
type Named = { readonly name: string };

export default kitAction({
  id: 'invalidate-cloudfront',
  shown: 'emulator',
  title: 'Invalidate CloudFront paths',
  summary: 'Removes paths from the caches of a CloudFront distribution, while its origin is well.',
  disruption:
    'Requests for these paths are slower until the caches are full again; the origin gets them all at first.',
  parameters: Parameters,
  service: 'cloudfront',
  target: ({ distribution }) => `distribution/${distribution}`,
  reads: ['GetDistribution', 'ListInvalidations', ...alarmReads],
  changes: ['CreateInvalidation'],
  reasons: {
    'no-such-distribution': ({ distribution }: Its) =>
      `there is no distribution ${distribution} in this account`,
    disabled: ({ distribution }: Its) => `${distribution} is disabled, so it serves nothing`,
    'no-such-alarm': ({ name }: Named) => `there is no alarm ${name}`,
    'origin-not-ok': (its: Named & { state: string }) =>
      `the origin's alarm ${its.name} is ${its.state}, and it would get every request`,
    'already-invalidating': (its: Its & { invalidations: readonly string[] }) =>
      `an invalidation of ${its.distribution} is in progress (${its.invalidations.join(', ')})`,
  },
});
