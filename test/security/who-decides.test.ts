import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { runAction } from '#action/run/run-action';
import { incidentKey, lockKey, modeKey } from '#core/table/keys';
import { verify } from '#lambdas/verify/verify';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  aStep,
  eventOf,
  executionArn,
  hushed,
  type Scene,
  targetOf,
  theIncident,
} from '../support/scenes.ts';

hushed();

const fromAlarm = { service: { fromAlarm: { dimension: 'ServiceName', allowed: 'shop-*' } } };
const dimensions = { ServiceName: 'shop-web' };

/** A night with one incident that may act on `shop-web`, which its runbook reads off the alarm. */
async function ready(given: Scene = {}) {
  const remedy = aRemedy();
  const scene = aNight({
    remedies: [remedy],
    runbook: { steps: [aStep('restart', { parameters: fromAlarm })] },
    alarm: { dimensions },
    ...given,
  });
  const { incident } = await admitted(scene);
  const input = {
    contract: 1 as const,
    execution: executionArn('first'),
    incident,
    step: 1,
    dryRun: false,
    allowed: scene.runbook.steps[0]?.parameters ?? {},
  };
  const act = (changes: Partial<typeof input> = {}) =>
    scene.world.clock.run(() => runAction(remedy, { ...input, ...changes }, scene.services.act));
  const { client, table } = scene.services.admit.database;
  const tamper = (changes: { parameters?: object; targets?: string[] }) =>
    client.send(
      new UpdateCommand({
        TableName: table,
        Key: incidentKey(incident),
        UpdateExpression: 'SET #plan = :plan',
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues: {
          ':plan': theIncident(scene.night).incident.plan.map((step) => ({ ...step, ...changes })),
        },
      }),
    );
  const put = (Item: Record<string, unknown>) => client.send(new PutCommand({ TableName: table, Item }));
  return { ...scene, remedy, incident, act, tamper, put };
}

describe('an event is a messenger', () => {
  test('its dimensions, tags, reason and configuration are not read', async () => {
    const { night, world, runbook, services, event } = aNight({
      runbook: { steps: [aStep('restart', { parameters: fromAlarm })] },
      alarm: { dimensions },
    });
    const forged = structuredClone(event) as typeof event & { detail: Record<string, unknown> };
    const payments = { ServiceName: 'shop-payments' };
    Object.assign(forged.detail, {
      configuration: { metrics: [{ metricStat: { metric: { dimensions: payments } } }] },
      alarmTags: { 'nightshift:runbook': 'another' },
      parameters: { service: 'shop-payments' },
      dimensions: payments,
    });
    await admitted({ night, world, runbook, services, event } as never, 'first', { event: forged });
    const { incident } = theIncident(night);
    expect(incident.plan[0]).toMatchObject({
      parameters: { service: 'shop-web' },
      targets: [targetOf('shop-web')],
    });
    expect(JSON.stringify(incident)).not.toContain('payments');
  });

  test('one that says ALARM of an alarm that is OK acts on nothing', async () => {
    expect(await admitted(aNight({ alarm: { state: 'OK' } }))).toMatchObject({ answer: 'self-recovered' });
  });

  test('one from the future puts neither the deadline off nor the reconciler to sleep', async () => {
    const scene = aNight();
    const event = structuredClone(scene.event);
    event.detail.state.timestamp = '2030-01-01T00:00:00.000Z';
    await admitted(scene, 'first', { event });
    expect(theIncident(scene.night).incident.pageBy).toBe('2026-03-01T03:15:00.000Z');
    const alarm = scene.world.dynamodb.all().find(({ sk }) => sk === 'ALARM');
    expect(alarm).toMatchObject({ lastSince: '2026-03-01T03:00:00.000Z' });
  });
});

describe('a tag adopts', () => {
  const runbook = { adopts: { names: [], prefixes: [], taggedWithin: 'shop-*' } };
  const tags = { 'nightshift:runbook': 'shop-errors' };

  test('alarms within the name pattern', async () => {
    expect(await admitted(aNight({ runbook, alarm: { tags } }))).toMatchObject({ answer: 'act' });
  });

  test('no alarm outside of it, whatever its tag says: a person is asked', async () => {
    const scene = aNight({ runbook, alarm: { name: 'payments-5xx', tags } });
    const event = eventOf(scene.world, 'payments-5xx');
    expect(await admitted(scene, 'first', { event })).toMatchObject({
      answer: 'page',
      summary: 'Not acting because runbook shop-errors does not adopt the alarm "payments-5xx"',
    });
  });
});

describe('a plan that somebody changed in the table', () => {
  test('is refused where its value is none that the runbook allows, with lock and targets to match', async () => {
    const scene = await ready();
    const target = targetOf('payments');
    await scene.tamper({ parameters: { service: 'payments' } });
    await scene.tamper({ targets: [target] });
    await scene.put({ ...lockKey(target), holder: scene.incident, leaseUntil: '2999', busyUntil: '' });
    expect(await scene.act()).toMatchObject({
      outcome: 'refused',
      summary: "Not acting because the record's value for service is not one that the runbook allows",
    });
    expect([...scene.remedy.looked, ...scene.remedy.acted]).toEqual([]);
  });

  test('is refused where its value is allowed, but not what was locked', async () => {
    const scene = await ready();
    await scene.tamper({ parameters: { service: 'shop-cart' } });
    expect(await scene.act()).toMatchObject({
      outcome: 'refused',
      summary: expect.stringContaining('is locked'),
    });
    expect(scene.remedy.acted).toEqual([]);
  });

  test('is refused where it no longer has the lock', async () => {
    const scene = await ready();
    await scene.tamper({ parameters: { service: 'shop-cart' } });
    await scene.tamper({ targets: [targetOf('shop-cart')] });
    expect(await scene.act()).toMatchObject({ outcome: 'nothing-to-do' });
    expect(scene.remedy.acted).toEqual([]);
  });

  test('is refused with a parameter that the runbook does not have', async () => {
    const scene = await ready();
    expect(await scene.act({ allowed: {} })).toMatchObject({ outcome: 'refused' });
    expect(scene.remedy.acted).toEqual([]);
  });

  test('that is as it was is carried out', async () => {
    const scene = await ready();
    expect(await scene.act()).toMatchObject({ outcome: 'acted' });
    expect(scene.remedy.acted).toEqual(['shop-web']);
  });
});

describe('an execution', () => {
  test('that does not hold the incident cannot act on it', async () => {
    const scene = await ready();
    expect(await scene.act({ execution: executionArn('foreign') })).toMatchObject({
      outcome: 'nothing-to-do',
      summary: 'Not acting because another execution holds the incident',
    });
    expect(scene.remedy.acted).toEqual([]);
  });

  test('that does not hold the incident can write no verdict', async () => {
    const scene = await ready();
    const input = {
      contract: 1 as const,
      execution: executionArn('foreign'),
      incident: scene.incident,
      step: 1,
    };
    await expect(verify({ ...input, ask: 'confirm-held' }, scene.services.verify)).rejects.toThrow(
      'another execution holds the incident',
    );
    expect(theIncident(scene.night).incident.verdict).toBeUndefined();
  });

  test('that is started by hand with an old event ends as duplicate', async () => {
    const remedy = aRemedy();
    const scene = aNight({ remedies: [remedy] });
    const first = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(1);
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.night.finish(first);
    const again = await scene.night.finish(scene.night.deliver('shop-errors', scene.event, 'by-hand'));
    expect(again.status).toBe('SUCCEEDED');
    expect(again.output).toMatchObject({ answer: 'duplicate' });
    expect(remedy.acted).toEqual(['shop']);
  });
});

describe('whoever can write the table', () => {
  test('can raise a mode: the switch says by whom, and the timeline shows that it acts', async () => {
    const scene = aNight({ runbook: { mode: 'watch' } });
    const { client, table } = scene.services.admit.database;
    const Item = {
      ...modeKey('shop-errors'),
      runbook: 'shop-errors',
      mode: 'auto',
      by: 'eve',
      why: '',
      at: '',
    };
    await client.send(new PutCommand({ TableName: table, Item }));
    expect(await admitted(scene)).toMatchObject({ answer: 'act' });
  });

  test('cannot make a switch in a broken form count as none', async () => {
    const scene = aNight();
    const { client, table } = scene.services.admit.database;
    await client.send(
      new PutCommand({ TableName: table, Item: { ...modeKey('shop-errors'), runbook: 'shop-errors' } }),
    );
    const ended = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    expect(ended.attempts).toEqual([]);
    expect(['escalated', 'suppressed']).toContain(ended.verdict);
  });
});
