import * as z from 'zod/mini';
import { kitAction, parametersOf } from '#action/define';
import { named } from '#action/parameters';
import { line } from '#core/text';

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-keyvaluestores: 1 KB */
const value = z.string('has to be a text').check(z.minLength(1), z.maxLength(1_024));

const Parameters = parametersOf({
  /** ARN of a CloudFront KeyValueStore. */
  store: named(
    'the full ARN of a KeyValueStore',
    /^arn:aws[a-z-]*:cloudfront::\d{12}:key-value-store\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  ),
  key: named('a key of at most 512 characters', /^[^\s]{1,512}$/, 'without spaces'),
  /** Its usual value. Any other was set by someone, and is left alone. */
  from: value,
  /** Its value while it is changed. */
  to: value,
});
export type Parameters = z.infer<typeof Parameters>;

type Its = Pick<Parameters, 'store' | 'key'>;

export default kitAction({
  id: 'set-edge-flag',
  shown: 'model',
  title: 'Set edge flag',
  summary:
    'Sets one key of a CloudFront KeyValueStore, which CloudFront Functions read as a flag. Taken back afterwards.',
  disruption: 'Whatever the functions that read the key do by it, at every edge location within seconds.',
  parameters: Parameters,
  // The store is CloudFront's; its keys have an API of their own.
  service: 'cloudfront',
  target: ({ store }) => store.split(':').slice(5).join(':'),
  reads: ['DescribeKeyValueStore', 'GetKey'].map((call) => `cloudfront-keyvaluestore:${call}`),
  changes: ['cloudfront-keyvaluestore:UpdateKeys'],
  leased: {
    subject: ({ key }) => `key ${line(key, 60)}`,
    changed: ({ to }) => `set to ${line(to, 30)}`,
    back: ({ from }) => `set to ${line(from, 30)}`,
  },
  reasons: {
    'no-such-store': ({ store }: Its) => `there is no KeyValueStore ${store}`,
    'no-such-key': ({ store, key }: Its) => `${store} has no key ${key}`,
    'not-ready': (its: Its & { status: string }) => `${its.store} is ${its.status}, not READY`,
    'is-so-already': (its: Its & { to: string }) => `key ${its.key} is ${its.to} already`,
    'other-value': (its: Its & { found: string }) =>
      `key ${its.key} is ${its.found}, which is not what the runbook changes`,
  },
});
