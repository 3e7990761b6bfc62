import { pageDeadLetters } from '#lambdas/dead-letters/dead-letters';
import { reconcile } from '#lambdas/reconcile/reconcile';
import { alarmEvent } from '#testing/run';
import { places } from '#testing/world/world';
import { names } from '#workflow/names';
import { pageFunction } from '#workflow/substitutions';
import { backupPathContract } from '../contract/backup-path.ts';
import { admitted, alarmName, aNight, eventOf, hushed } from '../support/scenes.ts';

hushed();

type Night = ReturnType<typeof aNight>;

/** No function of the state machine ever gets to its first call. */
function allDead({ world }: Night, from: 'Admit' | 'Page' = 'Admit') {
  const dead = from === 'Admit' ? /:(Admit|Page)FunctionArn$/ : /:PageFunctionArn$/;
  world.wire.fail('lambda', 'Invoke', 'denied', {
    times: Number.POSITIVE_INFINITY,
    where: ({ FunctionName }) => dead.test(String(FunctionName)),
  });
}

/** The keys of all copies of pages, as a phone reads them. */
const keysIn = ({ world }: Night): string[] =>
  world.sns.messages.map(
    ({ body, deduplicationKey }) => deduplicationKey ?? [...body.matchAll(/^Key (\S+)$/gm)].at(-1)?.[1] ?? '',
  );

describe('the state machine’s own page, in the rehearsal', () => {
  backupPathContract(async (event) => {
    const scene = aNight({ surroundings: { sweepEvery: 99_999 } });
    allDead(scene);
    const { states, arn } = await scene.night.finish(scene.night.deliver('shop-errors', event));
    expect(states.at(-1)?.name).toBe(names.pagedByBackup);
    const [page] = scene.world.sns.on(places.topics.backup);
    return { execution: arn, body: page?.body ?? '', deduplicationKey: page?.deduplicationKey };
  });
});

async function reconciled({ world, services }: Night): Promise<void> {
  await world.clock.advance(60);
  await world.clock.run(() => reconcile(services.reconcile));
  await world.clock.advance(30);
}

describe('one key for all copies of an incident’s page, whoever sends them:', () => {
  test('state machine, page deadline, sweeper and the news of the execution’s end', async () => {
    const scene = aNight();
    allDead(scene, 'Page');
    // The answer of an Admit that has armed the deadline and opened the incident never comes.
    scene.world.wire.fail('lambda', 'Invoke', 'error after', {
      times: Number.POSITIVE_INFINITY,
      where: ({ FunctionName }) => String(FunctionName).endsWith(':AdmitFunctionArn'),
    });
    scene.world.wire.fail('scheduler', 'DeleteSchedule', 'throttle', { times: 99 });
    await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    await scene.world.clock.advance(1_200);
    expect(keysIn(scene).length).toBeGreaterThanOrEqual(3);
    expect(new Set(keysIn(scene)).size).toBe(1);
  });

  test('state machine and page function, of an event that names no alarm', async () => {
    const scene = aNight();
    const event = { ...scene.event, resources: [] };
    scene.world.wire.fail('lambda', 'Invoke', 'error after', {
      times: Number.POSITIVE_INFINITY,
      where: ({ FunctionName }) => String(FunctionName).endsWith(`:${pageFunction}`),
    });
    await scene.night.finish(scene.night.deliver('shop-errors', event));
    await scene.world.clock.advance(1_200);
    expect(keysIn(scene).length).toBeGreaterThanOrEqual(2);
    expect(new Set(keysIn(scene)).size).toBe(1);
  });

  test('a dead letter, and what the reconciler starts or pages for the same change', async () => {
    // Each in a world of its own: after any of them the others keep quiet.
    const undelivered = aNight();
    const letter = { messageId: 'm', body: JSON.stringify(undelivered.event), messageAttributes: {} };
    await pageDeadLetters([letter], undelivered.services.deadLetters);

    const unstarted = aNight();
    const starts = unstarted.world.wire.fail('step-functions', 'StartExecution', 'throttle');
    await reconciled(unstarted);
    expect(starts()).toBe(1);

    const started = aNight();
    allDead(started);
    await reconciled(started);

    const keys = [undelivered, unstarted, started].map((scene) => new Set(keysIn(scene)));
    expect(keys.map(({ size }) => size)).toEqual([1, 1, 1]);
    expect(new Set(keys.flatMap((its) => [...its])).size).toBe(1);
  });

  test('whoever pages for an alarm whose runbook did not begin is not followed by the reconciler', async () => {
    const scene = aNight();
    const letter = { messageId: 'm', body: JSON.stringify(scene.event), messageAttributes: {} };
    await pageDeadLetters([letter], scene.services.deadLetters);
    await reconciled(scene);
    expect(keysIn(scene)).toHaveLength(1);
    expect(scene.world.stepFunctions.executions.size).toBe(0);
  });
});

test('the reconciler writes the event that CloudWatch would have sent, to the letter', async () => {
  const scene = aNight({ alarm: { reason: 'Threshold Crossed' } });
  const { world, services, event } = scene;
  await world.clock.advance(60);
  await world.clock.run(() => reconcile(services.reconcile));
  const [execution] = world.stepFunctions.executions.values();
  expect(execution?.input).toMatchObject({
    source: event.source,
    'detail-type': event['detail-type'],
    resources: event.resources,
    detail: event.detail,
  });
});

test('another change of the same alarm, or the same moment of another alarm, has another key', async () => {
  const scene = aNight();
  const { world } = scene;
  allDead(scene);
  world.cloudwatch.put({ name: 'shop-latency' });
  const later = new Date(world.clock.milliseconds + 1);
  const arn = world.cloudwatch.arnOf(alarmName);
  const events = [
    scene.event,
    eventOf(world, 'shop-latency'),
    alarmEvent({ arn, name: alarmName, state: 'ALARM', at: later }),
  ];
  for (const event of events) await scene.night.finish(scene.night.deliver('shop-errors', event));
  expect(new Set(keysIn(scene)).size).toBe(3);
});

test('what Admit hands on holds no key: an event cannot bring one of its own along', async () => {
  const handedOn = await admitted(aNight());
  expect(Object.keys(handedOn).sort()).toEqual(['ahead', 'answer', 'contract', 'incident', 'summary']);
  expect(handedOn).toHaveProperty('ahead', { alarm: alarmName, steps: [{ service: 'shop' }] });
});
