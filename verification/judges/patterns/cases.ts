import { readFileSync } from 'node:fs';
import { syntheticAlarm, syntheticRunbook } from '#core/runbook/synthetic';
import type { RunbookSpec } from '#define/index';
import { places } from '#testing/world/world';

/** An event, and the runbooks it should start. */
export interface EventCase {
  readonly what: string;
  readonly event: unknown;
  readonly starts: readonly string[];
  /** Whether it should count as a recovery. */
  readonly recovers: boolean;
}

/** Alarms as a runbook's author names them: what a rule has to match, without event patterns. */
type When = RunbookSpec['when'];

/** Events of real shapes, and what each should start. */
const written: EventCase[] = (
  JSON.parse(readFileSync(new URL('events.json', import.meta.url), 'utf8')) as Omit<EventCase, 'recovers'>[]
).map((one) => ({ ...one, recovers: false }));

const names = [
  'checkout-api-5xx',
  'checkout-api-5xx2',
  'Checkout-api-5xx',
  'orders-writes-failing',
  'orders-writes-failing-',
  'web-',
  'web-storefront-hung',
  'Web-storefront-hung',
  ' web-storefront-hung',
  'a web-storefront-hung',
  'shop-',
  'shop-frontpage-stale',
  'a-shop-frontpage-stale',
  'SHOP-frontpage-stale',
  syntheticAlarm(places.environment),
  `${syntheticAlarm(places.environment)}-2`,
  'something else',
];
const states = ['ALARM', 'OK', 'INSUFFICIENT_DATA'];
const tags = [
  undefined,
  {},
  { 'nightshift:runbook': 'shop-pages-stale', team: 'shop' },
  { 'nightshift:runbook': 'web-service-hung' },
  { 'nightshift:runbook': 'Shop-pages-stale' },
  { 'Nightshift:runbook': 'shop-pages-stale' },
];

/** The state change of an alarm, in the shape of AWS's documentation (CloudWatch, "Alarm events and EventBridge"). */
export const stateChange = (alarmName: string, value: string, alarmTags?: object) => ({
  version: '0',
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: places.account,
  time: '2026-03-01T03:00:05Z',
  region: places.region,
  resources: [`arn:aws:cloudwatch:${places.region}:${places.account}:alarm:${alarmName}`],
  detail: {
    alarmName,
    ...(alarmTags ? { alarmTags, alarmTagsStatus: 'SUCCESS' } : {}),
    configuration: { metrics: [] },
    previousState: { value: 'OK', reason: 'fine', timestamp: '2026-03-01T02:00:05.118+0000' },
    state: { value, reason: 'broken', timestamp: '2026-03-01T03:00:05.118+0000' },
  },
});

/** Every event that the judge shows to every rule. */
export function eventCases(runbooks: readonly RunbookSpec[]): EventCase[] {
  const adopted = [
    ...runbooks.map(({ id, when }) => [id, when] as const),
    [syntheticRunbook, { alarms: [syntheticAlarm(places.environment)] }] as const,
  ];
  const adopters = (name: string, alarmTags?: Record<string, string>) =>
    adopted.filter(([id, when]) => adopts(id, when, name, alarmTags)).map(([id]) => id);
  const made = names.flatMap((name) =>
    states.flatMap((state) =>
      tags.map((alarmTags): EventCase => {
        const by = adopters(name, alarmTags as Record<string, string> | undefined);
        return {
          what: `${name} goes to ${state}, tagged ${JSON.stringify(alarmTags)}`,
          event: stateChange(name, state, alarmTags),
          starts: state === 'ALARM' ? by : [],
          recovers: state === 'OK' && by.length > 0,
        };
      }),
    ),
  );
  return [...written, ...made];
}

function adopts(id: string, when: When, name: string, alarmTags: Record<string, string> = {}): boolean {
  const { alarms = [], creates = [], taggedWithin } = when;
  const byName = alarms.some((one) => (typeof one === 'string' ? one === name : name.startsWith(one.prefix)));
  // The samples' only pattern ends with its star; generated patterns are compared with the ruler elsewhere.
  const byTag =
    taggedWithin !== undefined &&
    alarmTags['nightshift:runbook'] === id &&
    name.startsWith(taggedWithin.replace(/\*$/, ''));
  return byName || byTag || creates.some((one) => one.name === name);
}
