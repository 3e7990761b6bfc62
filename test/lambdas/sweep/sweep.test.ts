import { closeIncident } from '#core/incident/close';
import { ExecutionEnded } from '#core/incident/execution-ended';
import { deduplicationKey } from '#core/page/key';
import { because } from '#core/reasons/reason';
import { incidentKey } from '#core/table/keys';
import { executionEnded } from '#lambdas/sweep/execution-ended';
import { endNow, sweep } from '#lambdas/sweep/sweep';
import {
  admitted,
  aNight,
  end,
  eventOf,
  executionArn,
  hushed,
  lockScreen,
  type Scene,
  theIncident,
} from '#test/support/scenes';
import { places } from '#testing/world/world';

hushed();
const { topics } = places;

/** A night in which nothing runs by itself, so many seconds after its incident was admitted. */
async function later(seconds: number, scene: Scene = {}) {
  const night = aNight({ surroundings: { sweepEvery: 99_999 }, ...scene });
  const { incident } = await admitted(night);
  await night.world.clock.advance(seconds);
  const died = (status: string, event: unknown = night.event, execution = executionArn('first')) => {
    const detail = { executionArn: execution, status, input: event === null ? null : JSON.stringify(event) };
    const change = { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change', detail };
    return night.world.clock.run(() => executionEnded(ExecutionEnded.parse(change), night.services.sweep));
  };
  return { ...night, incident, sweep: () => sweep(night.services.sweep), died };
}

/** What the backup path carried, besides what the deadline schedule itself sent. */
const swept = ({ world }: ReturnType<typeof aNight>) =>
  world.sns.on(topics.backup).filter(({ deduplicationKey }) => deduplicationKey);

describe('the sweep', () => {
  test('leaves an incident alone before its deadline', async () => {
    const scene = await later(899);
    expect(await scene.sweep()).toEqual({ ended: 0 });
    expect(theIncident(scene.night).incident.verdict).toBeUndefined();
  });

  test('ends one whose deadline has passed, and pages over the backup path', async () => {
    const scene = await later(900);
    expect(await scene.sweep()).toEqual({ ended: 1 });
    expect(theIncident(scene.night).incident).toMatchObject({
      verdict: 'escalated',
      summary: 'The engine gave no verdict: its page deadline, 03:15 UTC, passed without a verdict.',
    });
    expect(swept(scene)).toMatchObject([
      {
        subject: '[PAGE] Nightshift needs a person',
        deduplicationKey: deduplicationKey(theIncident(scene.night).incident),
      },
    ]);
  });

  test('records nobody as told of what a person has taken over, which an index that lags still shows as open', async () => {
    const scene = await later(900);
    const record = theIncident(scene.night);
    const { sweep: services } = scene.services;
    const ground = because('taken-over', { by: 'anna', why: 'mine' });
    const taken = { verdict: 'escalated', ground, stage: 'person' } as const;
    const { incident } = await closeIncident(
      services.database,
      record,
      { ...taken, takenOver: { by: 'anna' } },
      services.now(),
    );
    const late = because('deadline-without-verdict', { pageBy: incident.pageBy });
    await endNow({ ...record, incident }, late, services);
    expect(theIncident(scene.night).incident.toldAt).toBeUndefined();
    expect(swept(scene)).toEqual([]);
  });

  test('releases the locks', async () => {
    const scene = await later(900);
    await scene.sweep();
    expect(scene.world.dynamodb.all().find(({ sk }) => sk === 'LOCK')).toMatchObject({
      leaseUntil: '2026-03-01T03:15:00.000Z',
    });
  });

  test('never pages twice', async () => {
    const scene = await later(900);
    await scene.sweep();
    expect(await scene.sweep()).toEqual({ ended: 0 });
    expect(swept(scene)).toHaveLength(1);
  });

  test('tries again until somebody was told', async () => {
    const scene = await later(900);
    scene.world.wire.fail('sns', 'Publish', 'throttle', { times: 2 });
    await expect(scene.sweep()).rejects.toThrow('1 overdue incidents not ended');
    await expect(scene.sweep()).rejects.toThrow('1 overdue incidents not ended');
    await scene.sweep();
    expect(swept(scene)).toHaveLength(1);
    expect(await scene.sweep()).toEqual({ ended: 0 });
  });

  test('ends the others when one cannot be ended', async () => {
    const scene = await later(0);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    await admitted(scene, 'other', { event: eventOf(scene.world, 'shop-latency') });
    await scene.world.clock.advance(900);
    const broken = (input: object) => JSON.stringify(input).includes(scene.incident);
    scene.world.wire.fail('dynamodb', 'Query', 'throttle', { where: broken });

    await expect(scene.sweep()).rejects.toThrow('1 overdue incidents not ended');
    expect(scene.night.incidents().filter(({ verdict }) => verdict)).toHaveLength(1);
  });

  test('reads the whole index, however many there are', async () => {
    const scene = await later(0);
    for (const name of ['shop-a', 'shop-b', 'shop-c', 'shop-d']) {
      scene.world.cloudwatch.put({ name });
      await admitted(scene, name, { event: eventOf(scene.world, name) });
    }
    await scene.world.clock.advance(900);
    scene.world.dynamodb.pageSize = 2;
    expect(await scene.sweep()).toEqual({ ended: 5 });
  });

  test('tells of a recovery that nobody was told of', async () => {
    const scene = await later(0);
    await end(scene);
    await scene.world.clock.advance(900);
    await scene.sweep();
    expect(swept(scene)).toEqual([]);
    expect(scene.world.sns.on(topics.notice)).toHaveLength(1);
  });

  test('sends a notice only where the alarm pages by itself and was only watched', async () => {
    const scene = await later(900, { runbook: { mode: 'watch' }, alarm: { actions: ['arn:aws:sns:x:y:z'] } });
    await scene.sweep();
    expect(scene.world.sns.messages).toMatchObject([{ topic: topics.notice }]);
  });

  test('wakes those who waited for the fix', async () => {
    const scene = await later(0);
    const token = scene.world.stepFunctions.issueToken();
    const Item = { pk: `INCIDENT#${scene.incident}`, sk: 'JOINER#x', token, incident: 'x' };
    scene.world.dynamodb.commands['Put']?.({ TableName: places.table, Item } as never);
    await scene.world.clock.advance(900);
    await scene.sweep();
    await expect(scene.world.stepFunctions.answerOf(token)).rejects.toThrow(
      `Incident ${scene.incident} has ended`,
    );
  });
});

describe('an execution that died', () => {
  test.each(['FAILED', 'TIMED_OUT'])('as %s is paged at once', async (status) => {
    const scene = await later(60);
    expect(await scene.died(status)).toEqual({ ended: 1 });
    expect(theIncident(scene.night).incident).toMatchObject({
      verdict: 'escalated',
      summary: `The engine gave no verdict: its execution ended as ${status}.`,
    });
    expect(swept(scene)).toHaveLength(1);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('stopped while its runbook is being removed is paged: nobody is there', async () => {
    const scene = await later(60);
    scene.world.stepFunctions.remove(places.stateMachine('shop-errors'));
    await scene.died('ABORTED');
    expect(theIncident(scene.night).incident).toMatchObject({
      summary: 'The engine gave no verdict: its execution ended as ABORTED.',
    });
    expect(swept(scene)).toHaveLength(1);
  });

  test('before it could open an incident is paged with the name of its alarm', async () => {
    const scene = await later(60);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const event = eventOf(scene.world, 'shop-latency');
    event.detail.alarmName = `shop-latency\n\u001b[2J${'x'.repeat(200)}`;
    await scene.died('FAILED', event, executionArn('other'));
    const [message] = swept(scene);
    expect(lockScreen(message?.body)).toMatch(
      /^shop-latency \[2Jx+… since 03:01 UTC: its runbook died before it began\. Please take over\.$/,
    );
  });

  test('before it could open an incident is paged once, though its event comes twice', async () => {
    const scene = await later(60);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const event = eventOf(scene.world, 'shop-latency');
    expect(await scene.died('FAILED', event, executionArn('other'))).toEqual({ ended: 1 });
    expect(await scene.died('FAILED', event, executionArn('other'))).toEqual({ ended: 0 });
    expect(swept(scene)).toHaveLength(1);
  });

  test('before it could open an incident is paged if nobody can read whether a person was asked', async () => {
    const scene = await later(60);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    scene.world.wire.fail('dynamodb', 'Get', 'error before', { times: 5 });
    await scene.died('FAILED', eventOf(scene.world, 'shop-latency'), executionArn('other'));
    expect(swept(scene)).toHaveLength(1);
  });

  test('without an input in its event is paged, too', async () => {
    const scene = await later(60);
    expect(await scene.died('FAILED', null, executionArn('other'))).toEqual({ ended: 1 });
    expect(swept(scene)).toHaveLength(1);
  });

  test('red on purpose, after its page, is not paged again', async () => {
    const scene = await later(900);
    await scene.sweep();
    expect(await scene.died('FAILED')).toEqual({ ended: 0 });
    expect(swept(scene)).toHaveLength(1);
  });

  test('as a duplicate of another one is not paged, and has stopped it if it asked a person on its own', async () => {
    const scene = await later(60);
    for (const status of ['ABORTED', 'FAILED']) {
      expect(theIncident(scene.night).incident.pagedUnseenAt).toBeUndefined();
      expect(await scene.died(status, scene.event, executionArn('other'))).toEqual({ ended: 0 });
    }
    expect(theIncident(scene.night).incident.pagedUnseenAt).toBeDefined();
    expect(scene.world.sns.messages).toEqual([]);
  });

  test('that a person stopped while its Admit took the incident over is left to that person', async () => {
    const scene = await later(60);
    scene.world.clock.after(3, () =>
      scene.world.dynamodb.commands['Update']?.({
        TableName: places.table,
        Key: incidentKey(scene.incident),
        UpdateExpression: 'SET execution = :other',
        ExpressionAttributeValues: { ':other': executionArn('other') },
      } as never),
    );
    expect(await scene.died('ABORTED', scene.event, executionArn('other'))).toEqual({ ended: 1 });
    expect(theIncident(scene.night).incident.takenOver).toBe('a person in the console');
    expect(scene.world.scheduler.armed).toEqual({});
    expect(scene.world.sns.messages).toEqual([]);
  });
});
