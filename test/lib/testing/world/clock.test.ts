import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { PublishCommand } from '@aws-sdk/client-sns';
import { Clock } from '#testing/world/clock';
import { places, World } from '#testing/world/world';

const aClock = () => new Clock('2026-03-01T03:00:00.000Z');

describe('virtual time', () => {
  test('passes for whatever sets a timer, in order, and gives the real timers back', async () => {
    const clock = aClock();
    const seen: string[] = [];
    const real = globalThis.setTimeout;
    await clock.run(async () => {
      setTimeout(() => seen.push(`late ${clock.now().toISOString()}`), 5_000);
      const never = setTimeout(() => seen.push('never'), 3_000);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      seen.push(`early ${clock.now().toISOString()}`);
      clearTimeout(never);
      await clock.sleep(60);
    });
    expect(seen).toEqual(['early 2026-03-01T03:00:01.000Z', 'late 2026-03-01T03:00:05.000Z']);
    expect(globalThis.setTimeout).toBe(real);
  });

  test('does not pass where nothing waits for it: that is an error, not a hang', async () => {
    const clock = aClock();
    await expect(clock.run(() => new Promise(() => {}))).rejects.toThrow('something that will never happen');
  });

  test('hands on what its work throws', async () => {
    await expect(aClock().run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('failures', () => {
  const publish = new PublishCommand({ TopicArn: places.topics.page, Subject: 'Hello', Message: 'There' });

  test.each([
    ['error before', 0, 'Internal server error'],
    ['error after', 1, 'socket hang up'],
    ['throttle', 0, 'Rate exceeded'],
  ] as const)('%s: the effect is there %i times', async (failure, times, message) => {
    const world = new World();
    world.wire.fail('sns', 'Publish', failure);
    await expect(world.clients.sns.send(publish)).rejects.toThrow(message);
    expect(world.sns.messages).toHaveLength(times);
    await world.clients.sns.send(publish);
    expect(world.sns.messages).toHaveLength(times + 1);
  });

  test.each([
    ['crash before', 0],
    ['crash after', 1],
  ] as const)('%s: the effect is there %i times, and the caller hears nothing', async (failure, times) => {
    const world = new World();
    world.wire.fail('sns', 'Publish', failure);
    let heard = false;
    void world.clients.sns.send(publish).finally(() => {
      heard = true;
    });
    await world.clock.advance(3600);
    expect(heard).toBe(false);
    expect(world.sns.messages).toHaveLength(times);
  });

  test('hit the n-th fitting call, so many times, and end when the world is healed', async () => {
    const world = new World();
    world.wire.fail('sns', 'Publish', 'throttle', { after: 1, times: 2 });
    const outcomes = [];
    for (let call = 0; call < 4; call++) {
      outcomes.push(
        await world.clients.sns.send(publish).then(
          () => 'ok',
          () => 'failed',
        ),
      );
    }
    expect(outcomes).toEqual(['ok', 'failed', 'failed', 'ok']);
  });
});

test('SNS refuses a subject that is too long, empty, or not plain ASCII', async () => {
  const { sns } = new World().clients;
  for (const Subject of ['x'.repeat(100), '', 'Alarm\nBcc: all', 'Störung']) {
    const command = new PublishCommand({ TopicArn: places.topics.page, Subject, Message: 'x' });
    await expect(sns.send(command)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  }
});

test('Scheduler fires once, late by what it may be late, and refuses a name twice', async () => {
  const world = new World();
  world.scheduler.lateness = 59;
  const create = () =>
    world.clients.scheduler.send(
      new CreateScheduleCommand({
        Name: 'one',
        GroupName: places.deadlineGroup,
        ScheduleExpression: 'at(2026-03-01T03:15:00)',
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: { Arn: places.topics.backup, RoleArn: places.deadlineRole, Input: 'Take over.' },
      }),
    );
  await create();
  await expect(create()).rejects.toMatchObject({ name: 'ConflictException' });
  await world.clock.advance(3600);
  expect(world.sns.messages).toMatchObject([{ at: '2026-03-01T03:15:59.000Z', body: 'Take over.' }]);
});
