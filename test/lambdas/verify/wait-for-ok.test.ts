import { runAction } from '#action/run/run-action';
import { recover } from '#lambdas/recover/recover';
import { verify } from '#lambdas/verify/verify';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  end,
  eventOf,
  executionArn,
  type MadeUp,
} from '#test/support/scenes';
import { alarmEvent } from '#testing/run';

/** A night whose first step was done and whose second state is about to wait with a token. */
async function waiting(remedy: MadeUp = {}) {
  const restart = aRemedy(remedy);
  const scene = aNight({ remedies: [restart] });
  const { incident } = await admitted(scene);
  const mine = { contract: 1 as const, execution: executionArn('first'), incident, step: 1 };
  await runAction(restart, { ...mine, dryRun: false, allowed: { service: 'shop' } }, scene.services.act);
  const token = scene.world.stepFunctions.issueToken();
  let woken = false;
  scene.world.stepFunctions.answerOf(token).then(
    () => {
      woken = true;
    },
    () => {},
  );
  return {
    ...scene,
    incident,
    token,
    isWoken: () => woken,
    wait: () => verify({ ...mine, ask: 'wait-for-ok', token }, scene.services.verify),
    lookAgain: () => verify({ ...mine, ask: 'look-again' }, scene.services.verify),
    recover: () => recover(eventOf(scene.world, alarmName, 'OK'), scene.services.recover),
  };
}

describe('the OK event and the token', () => {
  test('the event comes while the token is being left: nobody sleeps on', async () => {
    const scene = await waiting();
    // CloudWatch's description lags behind its event: the record of the event has to do.
    scene.world.wire.beforeEach = async ({ command, input }) => {
      if (command !== 'TransactWrite' || !JSON.stringify(input).includes('WAITER#')) return;
      scene.world.wire.beforeEach = () => {};
      await scene.world.clock.sleep(1);
      expect(await scene.recover()).toEqual({ woken: 0 });
    };
    await scene.world.clock.run(() => scene.wait());
    expect(scene.isWoken()).toBe(true);
  });

  test('the event comes right after the token was left, before anything was read', async () => {
    const scene = await waiting();
    scene.world.wire.beforeEach = async ({ command }) => {
      if (command !== 'Get') return;
      scene.world.wire.beforeEach = () => {};
      await scene.world.clock.sleep(1);
      expect(await scene.recover()).toEqual({ woken: 1 });
    };
    await scene.world.clock.run(() => scene.wait());
    expect(scene.isWoken()).toBe(true);
  });

  test('the event comes while the step waits', async () => {
    const scene = await waiting();
    await scene.wait();
    expect(scene.isWoken()).toBe(false);
    await scene.world.clock.advance(5);
    expect(await scene.recover()).toEqual({ woken: 1 });
    expect(scene.isWoken()).toBe(true);
  });

  test('the event came long before, for an earlier time in ALARM: it wakes nobody', async () => {
    const scene = await waiting();
    const event = eventOf(scene.world, alarmName, 'OK');
    event.detail.state.timestamp = '2026-03-01T02:00:00.000+0000';
    await recover(event, scene.services.recover);
    await scene.wait();
    expect(scene.isWoken()).toBe(false);
  });

  test('the event never comes, and the alarm is OK when the step begins to wait', async () => {
    const scene = await waiting();
    scene.world.cloudwatch.set(alarmName, 'OK');
    await scene.wait();
    expect(scene.isWoken()).toBe(true);
  });

  test('an older event that arrives later does not turn the clock back', async () => {
    const scene = await waiting();
    const old = eventOf(scene.world, alarmName, 'OK');
    await scene.world.clock.advance(5);
    await scene.recover();
    await recover(old, scene.services.recover);
    expect(scene.world.dynamodb.all().find(({ sk }) => sk === 'ALARM')).toMatchObject({
      okAt: '2026-03-01T03:00:05.000Z',
    });
  });
});

describe('recover', () => {
  test('does not wake a step for an OK from before it began: the alarm has fired again since', async () => {
    const scene = await waiting();
    await scene.wait();
    const item = scene.world.dynamodb.all().find(({ sk }) => String(sk).startsWith('WAITER#'));
    expect(item).toMatchObject({ from: expect.stringContaining('2026-03-01T03:') });
    const old = alarmEvent({
      arn: scene.world.cloudwatch.arnOf(alarmName),
      name: alarmName,
      state: 'OK',
      at: new Date(Date.parse(String(item?.['from'])) - 6_000),
    });
    expect(await recover(old, scene.services.recover)).toEqual({ woken: 0 });
    await scene.world.clock.advance(1);
    expect(await scene.recover()).toEqual({ woken: 1 });
  });

  test('takes an expired token for woken', async () => {
    const scene = await waiting();
    await scene.wait();
    scene.world.stepFunctions.expire(scene.token, 0);
    expect(await scene.recover()).toEqual({ woken: 1 });
    expect(await scene.recover()).toEqual({ woken: 0 });
  });

  test('delivered twice wakes once and fails never', async () => {
    const scene = await waiting();
    await scene.wait();
    await Promise.all([scene.recover(), scene.recover()]);
    expect(scene.isWoken()).toBe(true);
  });

  test('fails when it cannot wake, so that the event is delivered again', async () => {
    const scene = await waiting();
    await scene.wait();
    scene.world.wire.fail('step-functions', 'SendTaskSuccess', 'throttle');
    await expect(scene.recover()).rejects.toThrow('Rate exceeded');
    expect(scene.isWoken()).toBe(false);
    await scene.recover();
    expect(scene.isWoken()).toBe(true);
  });

  test('refuses what is not an OK event', async () => {
    const scene = await waiting();
    await expect(recover(scene.event, scene.services.recover)).rejects.toThrow(
      'Expected the state OK, found ALARM',
    );
    await expect(recover({}, scene.services.recover)).rejects.toThrow('Not an OK event');
  });
});

describe('a step that did nothing has nothing to wait for', () => {
  test('refused', async () => {
    const scene = await waiting({ refuses: () => 'a deployment is in progress' });
    await expect(scene.wait()).rejects.toThrow('Nothing to wait for: step 1 was refused');
    await expect(scene.lookAgain()).rejects.toThrow('Not recovered: the alarm is in ALARM');
    expect(scene.night.record(scene.incident).attempts).toMatchObject([{ state: 'refused' }]);
  });

  test('never started: its place is taken, so that a late worker cannot act', async () => {
    const restart = aRemedy();
    const scene = aNight({ remedies: [restart] });
    const { incident } = await admitted(scene);
    const mine = { contract: 1 as const, execution: executionArn('first'), incident, step: 1 };
    const token = scene.world.stepFunctions.issueToken();

    await expect(verify({ ...mine, ask: 'wait-for-ok', token }, scene.services.verify)).rejects.toThrow(
      'Nothing to wait for: step 1 never started',
    );
    await expect(verify({ ...mine, ask: 'look-again' }, scene.services.verify)).rejects.toThrow(
      'Not recovered',
    );
    await runAction(restart, { ...mine, dryRun: false, allowed: { service: 'shop' } }, scene.services.act);
    expect(restart.acted).toEqual([]);
    expect(scene.night.record(incident).attempts).toMatchObject([{ state: 'never-started' }]);
  });

  test('never started, and its worker wakes up while its place is being taken: one of them wins', async () => {
    const restart = aRemedy();
    const scene = aNight({ remedies: [restart] });
    const { incident } = await admitted(scene);
    const mine = { contract: 1 as const, execution: executionArn('first'), incident, step: 1 };
    const fencing = verify({ ...mine, ask: 'look-again' }, scene.services.verify).catch(() => {});
    await Promise.all([
      runAction(restart, { ...mine, dryRun: false, allowed: { service: 'shop' } }, scene.services.act),
      fencing,
    ]);

    const [attempt, ...more] = scene.night.record(incident).attempts;
    expect(more).toEqual([]);
    expect(restart.acted).toHaveLength(attempt?.state === 'never-started' ? 0 : 1);
  });
});

describe('looking once more', () => {
  test('before the step had its full time settles nothing', async () => {
    const scene = await waiting();
    await scene.world.clock.advance(179);
    await expect(scene.lookAgain()).rejects.toThrow('Not recovered');
    expect(scene.night.record(scene.incident).attempts[0]).not.toHaveProperty('settled');
  });

  test('after its full time settles the step, with what was found', async () => {
    const scene = await waiting();
    await scene.world.clock.advance(180);
    await expect(scene.lookAgain()).rejects.toThrow('Not recovered');
    expect(scene.night.record(scene.incident).attempts).toMatchObject([
      { settled: true, finding: 'the alarm is in ALARM' },
    ]);
  });

  test.each([
    ['INSUFFICIENT_DATA', 'the alarm is in INSUFFICIENT_DATA'],
    ['gone', 'does not exist any more'],
    ['unreadable', "can't be read"],
  ])('an alarm that is %s is not a recovery', async (state, because) => {
    const scene = await waiting();
    if (state === 'gone') scene.world.cloudwatch.remove(alarmName);
    if (state === 'unreadable') scene.world.wire.fail('cloudwatch', 'DescribeAlarms', 'throttle');
    if (state === 'INSUFFICIENT_DATA') scene.world.cloudwatch.set(alarmName, state);
    await expect(scene.lookAgain()).rejects.toThrow(because);
  });

  test.each([
    ['has held: it is recorded', 0, 60, { verdict: 'healed' }],
    ['has not held yet: a person is asked', 10, 70, 'cannot hold before the page deadline'],
    ['has held, when its verdict would meet the page: a person is asked', 0, 10, 'cannot hold before'],
  ])('too near the deadline to hold once more, at an OK that %s', async (_, short, before, expected) => {
    const scene = await waiting();
    const { pageBy = '', runbook } = scene.night.record(scene.incident).incident ?? {};
    const hold = (runbook?.recovered.holdForSeconds ?? 0) - short;
    const leftSeconds = (Date.parse(pageBy) - scene.world.clock.milliseconds) / 1000;
    await scene.world.clock.advance(leftSeconds - before - hold);
    scene.world.cloudwatch.put({ name: alarmName, state: 'OK' });
    await scene.world.clock.advance(hold);

    if (typeof expected === 'string') await expect(scene.lookAgain()).rejects.toThrow(expected);
    else expect(await scene.lookAgain()).toMatchObject(expected);
    const isArmed = scene.world.scheduler.isArmed((name) => name === scene.incident);
    expect(isArmed).toBe(typeof expected === 'string');
  });

  test('does nothing for an incident that has ended', async () => {
    const scene = await waiting();
    await end(scene);
    await expect(scene.lookAgain()).rejects.toThrow(
      'Not verifying because the incident already ended as healed',
    );
  });

  test('does nothing for another execution', async () => {
    const scene = await waiting();
    const input = {
      contract: 1 as const,
      execution: 'other',
      incident: scene.incident,
      step: 1,
      ask: 'look-again' as const,
    };
    await expect(verify(input, scene.services.verify)).rejects.toThrow(
      'another execution holds the incident',
    );
  });
});

describe('a worker that slept leaves no token', () => {
  const waiters = ({ world }: Awaited<ReturnType<typeof waiting>>) =>
    world.dynamodb.all().filter(({ sk }) => String(sk).startsWith('WAITER#'));

  test('after the verdict: nobody would take it away', async () => {
    const scene = await waiting();
    await end(scene, scene.incident);
    await expect(scene.wait()).rejects.toThrow('the incident already ended');
    expect(waiters(scene)).toEqual([]);
  });

  test('when the verdict comes while it leaves it', async () => {
    const scene = await waiting();
    let asleep = true;
    scene.world.wire.beforeEach = async ({ command, input }) => {
      if (!asleep || command !== 'TransactWrite' || !JSON.stringify(input).includes(scene.token)) return;
      asleep = false;
      await end(scene, scene.incident);
    };
    await expect(scene.world.clock.run(() => scene.wait())).rejects.toThrow(
      'The incident has ended or gone on to another step meanwhile',
    );
    expect(waiters(scene)).toEqual([]);
  });
});
