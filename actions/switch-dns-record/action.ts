import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { between, named, uuid } from '#action/parameters';

const value = z.string().check(z.regex(/^[^\s]{1,255}$/, 'must be one value of a record, without spaces'));

const Parameters = parametersOf({
  /** Id of the hosted zone. */
  hostedZone: named('the id of a hosted zone', /^Z[A-Z0-9]{4,31}$/, 'without /hostedzone/'),
  /** Its full name in lower case, without the dot at the end. */
  name: named(
    'the full name of a record in lower case',
    /^(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/,
    'without a dot at its end and without a wildcard',
  ),
  type: z.enum(['A', 'AAAA', 'CNAME'], 'must be A, AAAA or CNAME'),
  /** Where it usually points. Anything else was set by someone, and is left alone. */
  from: z.array(value).check(z.minLength(1), z.maxLength(10)),
  /** The standby. */
  to: z.array(value).check(z.minLength(1), z.maxLength(10)),
  /** Id of the Route 53 health check of the standby's endpoint. */
  healthCheck: uuid('the id of a health check'),
  /** The longest TTL at which to switch, in seconds: resolvers keep the old answer for that long. @default 300 */
  longestTtlSeconds: z.optional(between(1, 3_600)),
});
export type Parameters = z.infer<typeof Parameters>;

type Its = { readonly name: string; readonly type: string };
const zone = ({ hostedZone }: Parameters) => `hostedzone/${hostedZone}`;

export default kitAction({
  id: 'switch-dns-record',
  shown: 'emulator',
  title: 'Switch DNS record',
  summary:
    'Points a simple record of Route 53 to a standby that is well, if it still points where it should. People switch it back.',
  disruption:
    'Clients move to the standby as their resolvers forget the old answer, within its TTL or later.',
  parameters: Parameters,
  service: 'route53',
  target: (its) => `${zone(its)}/${its.name}/${its.type}`,
  reads: [
    {
      call: 'ListResourceRecordSets',
      on: zone,
      because: 'Records have no ARNs; it is their zone that is listed.',
    },
    {
      call: 'GetHealthCheckStatus',
      on: ({ healthCheck }) => `healthcheck/${healthCheck}`,
      because: "It is the standby's health check.",
    },
  ],
  changes: [
    {
      call: 'ChangeResourceRecordSets',
      on: zone,
      // https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
      conditions: ({ name, type }) => ({
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [name],
          'route53:ChangeResourceRecordSetsRecordTypes': [type],
          'route53:ChangeResourceRecordSetsActions': ['CREATE', 'DELETE'],
        },
      }),
      because: 'Records have no ARNs; the condition names the only one that may be changed.',
    },
  ],
  reasons: {
    'no-such-record': (its: Its) => `there is no record ${its.name} of type ${its.type} in the hosted zone`,
    'not-simple': (its: Its) =>
      `${its.name} is an alias or one of several by a routing policy, and only simple records are switched`,
    'ttl-too-long': (its: Its & { seconds: number; most: number }) =>
      `resolvers keep ${its.name} for ${its.seconds} s, longer than the ${its.most} s that the runbook allows`,
    'points-elsewhere': (its: Its & { values: readonly string[] }) =>
      `${its.name} points to ${its.values.join(', ')}, which is not what the runbook switches from`,
    'standby-not-healthy': (its: { healthCheck: string; healthy: number; checkers: number }) =>
      `${its.healthy} of ${its.checkers} checkers of the standby (${its.healthCheck}) find it healthy, not more than half`,
  },
});
