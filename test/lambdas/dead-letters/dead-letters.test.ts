import { outOfTurn } from '#action/run/may-begin';
import { incidentId } from '#core/alarm/event';
import { markTold } from '#core/incident/incidents';
import { keyOfChange } from '#core/page/key';
import { pageDeadLetters } from '#lambdas/dead-letters/dead-letters';
import {
  admitted,
  alarmName,
  aNight,
  end,
  eventOf,
  executionArn,
  hushed,
  lockScreen,
  theIncident,
} from '#test/support/scenes';
import { places } from '#testing/world/world';

const logged = hushed();

/** Hands bodies to the consumer as SQS would. */
async function consumed(...bodies: unknown[]) {
  const scene = aNight();
  const records = bodies.map((body, index) => ({
    messageId: `m${index}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    messageAttributes: { ERROR_CODE: { stringValue: 'NO_PERMISSIONS', dataType: 'String' } },
  }));
  const run = () => pageDeadLetters(records, scene.services.deadLetters);
  return { ...scene, run, pages: () => scene.world.sns.on(places.topics.backup) };
}

const { world, event } = aNight();

test('a message that could not be paged is handed back to the queue, the others are not', async () => {
  const scene = await consumed(event, event, event);
  scene.world.wire.fail('sns', 'Publish', 'throttle', { after: 1 });
  expect(await scene.run()).toEqual(['m1']);
  expect(scene.pages()).toHaveLength(2);
});

test('an alarm whose event could not be delivered is paged under its incident’s key', async () => {
  const scene = await consumed(event);
  expect(await scene.run()).toEqual([]);
  const [page] = scene.pages();
  expect(lockScreen(page?.body)).toContain(
    'shop-5xx since 03:00 UTC: its runbook could not be started. Take over.',
  );
  expect(page?.body).toContain('NO_PERMISSIONS');
  const change = [world.cloudwatch.arnOf(alarmName), '2026-03-01T03:00:00.000Z'] as const;
  expect(page?.deduplicationKey).toBe(keyOfChange('rehearsal', ...change));
  expect(page?.body).toContain(`Incident ${incidentId(...change)}`);
});

test('the first line says all of it, however long the alarm’s name', async () => {
  const long = structuredClone(event);
  long.detail.alarmName = `shop-${'x'.repeat(250)}`;
  const scene = await consumed(long);
  await scene.run();
  expect(lockScreen(scene.pages()[0]?.body)).toMatch(
    /… since 03:00 UTC: its runbook could not be started\. Take over\.$/,
  );
});

test('where the table cannot be read, the page says that its runbook may run', async () => {
  const scene = await consumed(event);
  scene.world.wire.fail('dynamodb', 'Get', 'throttle');
  expect(await scene.run()).toEqual([]);
  expect(lockScreen(scene.pages()[0]?.body)).toContain(
    'shop-5xx since 03:00 UTC: unknown whether its runbook runs. Take over.',
  );
});

test('an OK event is only logged', async () => {
  const scene = await consumed(eventOf(world, alarmName, 'OK'));
  expect(await scene.run()).toEqual([]);
  expect(scene.world.sns.messages).toEqual([]);
  expect(logged.join()).toContain('a dead letter that concerns nobody');
});

/** The news that an execution has ended, as EventBridge would have delivered it. */
const endedOf = (scene: Parameters<typeof admitted>[0], name: string) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: { executionArn: executionArn(name), status: 'FAILED', input: JSON.stringify({ ...scene.event }) },
});

describe('the news that an execution has ended', () => {
  test('of an incident without a verdict is paged under its key, and names the alarm', async () => {
    const scene = await consumed(endedOf(aNight(), 'first'));
    await admitted(scene, 'first');
    expect(await scene.run()).toEqual([]);
    const [page] = scene.pages();
    expect(page?.body.split('\n')[0]).toBe(
      'shop-5xx since 03:00 UTC: its runbook died unseen. Please take over.',
    );
    expect(page?.deduplicationKey).toBe(
      keyOfChange('rehearsal', world.cloudwatch.arnOf(alarmName), '2026-03-01T03:00:00.000Z'),
    );
  });

  test('is paged when the table cannot be read', async () => {
    const scene = await consumed(endedOf(aNight(), 'first'));
    scene.world.wire.fail('dynamodb', 'Query', 'throttle');
    await scene.run();
    expect(scene.pages()).toHaveLength(1);
  });

  test('rings nobody once the incident has ended and was told, or where another execution holds it', async () => {
    const scene = await consumed(endedOf(aNight(), 'first'), endedOf(aNight(), 'second'));
    await admitted(scene, 'first');
    await end(scene);
    const { database } = scene.services.admit;
    await markTold(database, theIncident(scene.night).incident.id, scene.world.clock.now());
    expect(await scene.run()).toEqual([]);
    expect(scene.pages()).toEqual([]);
  });
});

test('an execution that failed, and so has paged, stops the incident that another one holds', async () => {
  const scene = await consumed(endedOf(aNight(), 'second'));
  await admitted(scene, 'first');
  expect(await scene.run()).toEqual([]);
  expect(scene.pages()).toEqual([]);
  const { incident } = theIncident(scene.night);
  expect(outOfTurn({ incident, attempts: [] }, 1, scene.world.clock.now())).toMatchObject({
    code: 'paged-unseen',
  });
});

describe('an alarm whose event could not be delivered', () => {
  test('rings nobody where the reconciler has started its runbook meanwhile', async () => {
    const scene = await consumed(event);
    await admitted(scene);
    expect(await scene.run()).toEqual([]);
    expect(scene.pages()).toEqual([]);
  });

  test('is paged where it is not known whether an incident answers for it', async () => {
    const scene = await consumed(event);
    await admitted(scene);
    scene.world.wire.fail('dynamodb', 'Get', 'throttle');
    await scene.run();
    expect(scene.pages()).toHaveLength(1);
  });

  test('is not acted on any more once a person was asked to take over', async () => {
    const scene = await consumed(event);
    await scene.run();
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringMatching(/a person was asked, or about to be asked, at 03:00 UTC to take over/),
    });
  });
});

test('a page that a subscriber did not take is paged over the backup path', async () => {
  const scene = await consumed({ Type: 'Notification', Message: 'shop-5xx in ALARM\nWhy you were paged: …' });
  await scene.run();
  expect(scene.pages()[0]?.body).toContain('the page said: shop-5xx in ALARM Why you were paged: …');
});

test.each([['not JSON'], [{ source: 'aws.states' }]])(
  'what is no alarm event (%j) is paged, too',
  async (body) => {
    const scene = await consumed(body);
    await scene.run();
    expect(scene.pages()).toMatchObject([{ deduplicationKey: 'nightshift/rehearsal/dead-letter/m0' }]);
  },
);

test('nothing acts where nobody knows whether a person was asked', async () => {
  const scene = await consumed(event);
  scene.world.wire.fail('sns', 'Publish', 'error after');
  expect(await scene.run()).toEqual(['m0']);
  expect(await admitted(scene)).toMatchObject({ answer: 'page' });
});

test('an incident that its page could not see acts no more', async () => {
  const scene = await consumed(event);
  await admitted(scene, 'first');
  scene.world.wire.fail('dynamodb', 'Get', 'throttle');
  expect(await scene.run()).toEqual([]);
  expect(scene.pages()).toHaveLength(1);
  const { incident } = theIncident(scene.night);
  expect(outOfTurn({ incident, attempts: [] }, 1, scene.world.clock.now())).toMatchObject({
    code: 'paged-unseen',
  });
});
