import { readStateChange } from '#core/alarm/event';
import { keyOfStart } from '#core/page/key';
import { alarmEvent } from '#testing/run';
import { places } from '#testing/world/world';

/** The state machine's own page, as some engine publishes it when every function fails. */
export interface OwnPage {
  readonly execution: string;
  readonly body: string;
  readonly deduplicationKey: string | undefined;
}

/** An alarm's event whose name would break a template, a line or a JSON text that it was put into as it is. */
export function eventOfName(name: string) {
  const arn = `arn:aws:cloudwatch:${places.region}:${places.account}:alarm:${name}`;
  const at = new Date('2026-03-01T03:00:00.000Z');
  return alarmEvent({ arn, name, state: 'ALARM', at });
}

const nameless = (change: (event: Record<string, unknown>) => void): unknown => {
  const event: Record<string, unknown> = structuredClone(eventOfName('shop-5xx'));
  change(event);
  return event;
};

const named: readonly string[] = [
  'shop-5xx',
  `it's "late" {} {0} 100% $.x States.Format('{}')`,
  'shop-🔥-ü',
  `shop-${'x'.repeat(250)}`,
];

const malformed: ReadonlyArray<readonly [string, unknown]> = [
  ['an empty object', {}],
  ['no resources', nameless((event) => delete event['resources'])],
  ['resources that are no list', nameless((event) => Object.assign(event, { resources: 'arn:aws:x' }))],
  ['a resource that is no alarm', nameless((event) => Object.assign(event, { resources: ['arn:aws:x'] }))],
  ['a resource that is no text', nameless((event) => Object.assign(event, { resources: [7] }))],
  ['no detail', nameless((event) => delete event['detail'])],
  ['a detail that is no object', nameless((event) => Object.assign(event, { detail: 'x' }))],
  ['a state without a moment', nameless((event) => Object.assign(event.detail as object, { state: {} }))],
  [
    'a moment that is no text',
    nameless((event) => Object.assign(event.detail as object, { state: { value: 'ALARM', timestamp: 7 } })),
  ],
  [
    'a key and an alarm of its own',
    { deduplicationKey: 'nightshift/rehearsal/another', alarm: 'none', resources: [], detail: {} },
  ],
];

/**
 * What has to be so of every engine that runs a definition whose functions all fail: the page is published, under the key
 * that all other copies of the incident's page carry.
 */
export function backupPathContract(publish: (event: unknown) => Promise<OwnPage>): void {
  const keyFor = (event: unknown, execution: string) =>
    keyOfStart(places.environment, readStateChange(event), execution);

  test.each(named)('an event of the alarm %j is paged under its incident’s key', async (name) => {
    const event = eventOfName(name);
    const { body, deduplicationKey, execution } = await publish(event);
    expect(deduplicationKey).toBe(keyFor(event, execution));
    expect(deduplicationKey).not.toBe(keyFor({}, execution));
    expect(body).toContain(`Execution ${execution}\nKey ${deduplicationKey}`);
    expect(body).toContain('Please take over: an alarm of');
  });

  test('a further resource beside the alarm changes no key', async () => {
    const event = eventOfName('shop-5xx');
    const another = 'arn:aws:ecs:eu-central-1:111122223333:service/shop/web';
    const both = { ...event, resources: [...event.resources, another] };
    const { deduplicationKey, execution } = await publish(both);
    expect(deduplicationKey).toBe(keyFor(both, execution));
    expect(deduplicationKey).toBe(keyFor(event, execution));
  });

  test.each(malformed)('%s is paged under the execution’s key', async (_, event) => {
    const { deduplicationKey, execution, body } = await publish(event);
    expect(deduplicationKey).toBe(keyFor({}, execution));
    expect(keyFor(event, execution)).toBe(deduplicationKey);
    expect(body.split('\n').at(-1)).toBe(`Key ${deduplicationKey}`);
  });
}
