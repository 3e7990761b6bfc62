import { runAction } from '#action/run/run-action';
import { closeIncident } from '#core/incident/close';
import { because } from '#core/reasons/reason';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  aStep,
  end,
  executionArn,
  type MadeUp,
  type Scene,
  theIncident,
} from '#test/support/scenes';
import { transactionConflict } from '#testing/world/dynamodb';

/** A night whose incident is admitted and may act. */
async function ready(remedy: MadeUp = {}, scene: Scene = {}) {
  const restart = aRemedy(remedy);
  const night = aNight({ remedies: [restart, aRemedy({ id: 'flush' })], ...scene });
  const { incident } = await admitted(night);
  const run = (changes: { step?: number; dryRun?: boolean; execution?: string } = {}) => {
    const input = {
      contract: 1 as const,
      execution: executionArn('first'),
      incident,
      step: 1,
      dryRun: false,
      allowed: { service: 'shop' },
    };
    return night.world.clock.run(() => runAction(restart, { ...input, ...changes }, night.services.act));
  };
  return { ...night, restart, run, attempts: () => theIncident(night.night).attempts };
}

describe('before the first mutating call', () => {
  test('started is on record, with what was seen and what the fix destroys', async () => {
    const scene = await ready({
      act: () =>
        expect(scene.attempts()).toMatchObject([
          {
            state: 'started',
            before: { tasks: 2 },
            evidence: { kept: 'a log' },
          },
        ]),
    });
    expect(await scene.run()).toMatchObject({ outcome: 'acted' });
  });

  test('the targets are busy until the function can no longer run', async () => {
    const lock = () => scene.world.dynamodb.all().find(({ sk }) => sk === 'LOCK');
    const scene = await ready({
      act: () => expect(lock()).toMatchObject({ busyUntil: '2026-03-01T03:00:40.000Z' }),
    });
    await scene.run();
    expect(lock()).toMatchObject({
      busyUntil: '2026-03-01T03:00:00.000Z',
      leaseUntil: '2026-03-01T03:25:00.000Z',
    });
  });

  test('nothing is done if started could not be written', async () => {
    const scene = await ready();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'throttle');
    await expect(scene.run()).rejects.toThrow('Rate exceeded');
    expect(scene.restart.acted).toEqual([]);
  });

  test('nothing is done if started was written and the answer lost', async () => {
    const scene = await ready();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error after');
    await expect(scene.run()).rejects.toThrow('socket hang up');
    expect(scene.restart.acted).toEqual([]);
    expect(await scene.run()).toMatchObject({ outcome: 'unknown' });
    expect(scene.restart.acted).toEqual([]);
  });

  test('a result whose write was sent again, since its answer was lost, stands', async () => {
    const scene = await ready();
    const struck = scene.world.wire.fail('dynamodb', 'Update', 'sent again', {
      where: (input) => String((input['Key'] as { sk?: string }).sk).startsWith('ATTEMPT#'),
    });
    expect(await scene.run()).toMatchObject({ outcome: 'acted' });
    expect(struck()).toBe(1);
  });

  test('a conflict with another transaction is tried again', async () => {
    const scene = await ready();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
      times: 4,
      error: transactionConflict,
    });
    expect(await scene.run()).toMatchObject({ outcome: 'acted' });
  });

  test('a fifth conflict in a row leaves it undone', async () => {
    const scene = await ready();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
      times: 5,
      error: transactionConflict,
    });
    expect(await scene.run()).toMatchObject({ outcome: 'nothing-to-do' });
    expect(scene.restart.acted).toEqual([]);
  });
});

describe('a second invocation', () => {
  test('while the first acts does not act, and knows nothing of the effect', async () => {
    const scene = await ready({ act: () => new Promise(() => {}) });
    const { incident } = theIncident(scene.night);
    const mine = { contract: 1 as const, execution: executionArn('first'), incident: incident.id };
    const input = { ...mine, step: 1, dryRun: false, allowed: { service: 'shop' } };
    void runAction(scene.restart, input, scene.services.act);
    await scene.world.clock.advance(1);

    const second = await runAction(scene.restart, input, scene.services.act);
    expect(second).toMatchObject({ outcome: 'unknown' });
    expect(scene.restart.acted).toEqual(['shop']);
  });

  test('at the same moment does not act', async () => {
    const scene = await ready();
    const outcomes = await scene.world.clock.run(() => Promise.all([scene.run(), scene.run()]));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['acted', 'nothing-to-do']);
    expect(scene.restart.acted).toEqual(['shop']);
  });

  test('after the first one has finished does not act', async () => {
    const scene = await ready();
    await scene.run();
    expect(await scene.run()).toMatchObject({ outcome: 'unknown' });
    expect(scene.restart.acted).toEqual(['shop']);
  });

  test('of a refused step does not act, although nothing speaks against it any more', async () => {
    let refuses: string | undefined = 'a deployment is in progress';
    const scene = await ready({ refuses: () => refuses });
    await scene.run();
    refuses = undefined;
    expect(await scene.run()).toMatchObject({ outcome: 'refused' });
    expect(scene.restart.acted).toEqual([]);
  });
});

describe('what came of it is recorded as what is known of it', () => {
  test('an error while acting: it may have taken effect', async () => {
    const scene = await ready({
      act: () => {
        throw new Error('socket hang up');
      },
    });
    expect(await scene.run()).toMatchObject({
      outcome: 'unknown',
      summary: 'It may have taken effect: Error: socket hang up',
    });
    expect(scene.attempts()).toMatchObject([{ state: 'started', error: 'Error: socket hang up' }]);
  });

  test('an error while looking: nothing was changed', async () => {
    const scene = await ready({
      look: () => {
        throw new Error('AccessDenied');
      },
    });
    expect(await scene.run()).toMatchObject({ outcome: 'refused' });
    expect(scene.attempts()).toMatchObject([
      { state: 'refused', summary: 'looking before acting failed (Error: AccessDenied)' },
    ]);
  });

  test('a record that cannot be completed stays at started', async () => {
    const scene = await ready();
    scene.world.wire.fail('dynamodb', 'Update', 'throttle', { times: 9 });
    await expect(scene.run()).rejects.toThrow('Rate exceeded');
    expect(scene.attempts()).toMatchObject([{ state: 'started' }]);
  });

  test('a refusal by preflight', async () => {
    const scene = await ready({ refuses: () => 'a deployment is in progress' });
    expect(await scene.run()).toMatchObject({
      outcome: 'refused',
      summary: 'Not acting because a deployment is in progress',
    });
    expect(scene.attempts()).toMatchObject([{ state: 'refused', summary: 'a deployment is in progress' }]);
  });

  test('success, with what it changed', async () => {
    const scene = await ready();
    await scene.run();
    expect(scene.attempts()).toMatchObject([
      { state: 'acted', summary: 'Did restart on shop.', before: { tasks: 2 }, after: { tasks: 2 } },
    ]);
  });
});

describe('nothing is changed', () => {
  test.each([
    ['OK', 'OK' as const],
    ['without data', 'INSUFFICIENT_DATA' as const],
  ])('when the alarm is %s by now', async (_, state) => {
    const scene = await ready();
    scene.world.cloudwatch.set(alarmName, state);
    expect(await scene.run()).toMatchObject({
      outcome: 'refused',
      summary: `Not acting because the alarm is ${state} by now`,
    });
    expect(scene.restart.acted).toEqual([]);
  });

  test('when the alarm is gone', async () => {
    const scene = await ready();
    scene.world.cloudwatch.remove(alarmName);
    expect(await scene.run()).toMatchObject({ outcome: 'refused' });
    expect(scene.restart.acted).toEqual([]);
  });

  test('when the page deadline has passed, or is nearer than the function may take', async () => {
    const scene = await ready();
    await scene.world.clock.advance(870);
    expect(await scene.run()).toMatchObject({
      outcome: 'refused',
      summary:
        'Not acting because its page deadline is at 03:15 UTC, too near to act and to see whether it helped',
    });
    expect(scene.restart.acted).toEqual([]);
  });

  test('when looking took until after the deadline', async () => {
    const scene = await ready(
      { look: () => scene.world.clock.sleep(900) },
      { surroundings: { sweepEvery: 9999 } },
    );
    expect(await scene.run()).toMatchObject({ outcome: 'nothing-to-do' });
    expect(scene.restart.acted).toEqual([]);
  });

  test('when it was frozen while it looked: what it read is older than its function may run', async () => {
    const scene = await ready({ look: () => scene.world.clock.sleep(45) });
    expect(await scene.run()).toMatchObject({ outcome: 'refused', code: 'too-late' });
    expect(scene.restart.acted).toEqual([]);
  });

  test('when the incident ended while it looked', async () => {
    const scene = await ready({ look: () => end(scene) });
    expect(await scene.run()).toMatchObject({ outcome: 'nothing-to-do' });
    expect(scene.restart.acted).toEqual([]);
  });

  test('when the incident has its verdict', async () => {
    const scene = await ready();
    await end(scene);
    expect(await scene.run()).toMatchObject({
      outcome: 'nothing-to-do',
      summary: 'Not acting because the incident already ended as healed',
    });
  });

  test('for another execution', async () => {
    const scene = await ready();
    expect(await scene.run({ execution: executionArn('stranger') })).toMatchObject({
      outcome: 'nothing-to-do',
    });
    expect(scene.restart.acted).toEqual([]);
  });

  test('for a step that another action has in the plan', async () => {
    const scene = await ready({}, { runbook: { steps: [aStep('flush')] } });
    expect(await scene.run()).toMatchObject({ outcome: 'nothing-to-do' });
  });

  test('when the stored parameters come to another target than the locked one', async () => {
    let service = 'shop';
    const scene = await ready();
    Object.assign(scene.restart.action, { targets: () => [`arn:aws:ecs:::service/${service}`] });
    service = 'payments';
    const answer = await scene.run();
    expect(answer.summary).toMatch(/its parameters come to .*payments, and .*shop is locked/);
    expect(scene.restart.acted).toEqual([]);
  });

  test('when its lock has passed to another incident', async () => {
    const scene = await ready();
    scene.world.wire.beforeEach = ({ command, input }) => {
      if (command !== 'TransactWrite') return;
      const items = input['TransactItems'] as {
        Update?: { ExpressionAttributeValues: Record<string, unknown> };
      }[];
      for (const { Update } of items) {
        if (Update?.ExpressionAttributeValues[':holder'])
          Update.ExpressionAttributeValues[':holder'] = 'another';
      }
    };
    expect(await scene.run()).toMatchObject({ outcome: 'nothing-to-do' });
    expect(scene.restart.acted).toEqual([]);
  });

  test('in a dry run, which says what it would do', async () => {
    const scene = await ready({}, { runbook: { mode: 'watch' } });
    expect(await scene.run({ dryRun: true })).toMatchObject({
      outcome: 'dry-run',
      summary: 'Would have: Restart it of shop.',
    });
    expect(scene.restart.acted).toEqual([]);
    expect(scene.attempts()).toEqual([]);
  });

  test('in an incident that only watches, even if it is asked to act', async () => {
    const scene = await ready({}, { runbook: { mode: 'watch' } });
    expect(await scene.run()).toMatchObject({
      outcome: 'refused',
      summary: 'Not acting because the incident was admitted to watch, not to act',
    });
  });
});

describe('the second step', () => {
  const steps = { runbook: { steps: [aStep('flush'), aStep('restart')] } };

  test.each([
    ['has no record', []],
    ['may still take effect', [{ state: 'started' }]],
    ['acted and was not given its time', [{ state: 'acted' }]],
    ['never started', [{ state: 'never-started' }]],
  ])('does not start when the first %s', async (_, given) => {
    const scene = await ready({}, steps);
    await record(scene, given);
    expect(await scene.run({ step: 2 })).toMatchObject({
      outcome: 'refused',
      summary: 'Not acting because step 1 has not had its full time, so its effect is not known yet',
    });
    expect(scene.restart.acted).toEqual([]);
  });

  test.each([
    ['was refused', [{ state: 'refused' }]],
    ['had its full time', [{ state: 'acted', settled: true }]],
    ['had its full time, its effect unknown', [{ state: 'started', settled: true }]],
  ])('starts when the first %s', async (_, given) => {
    const scene = await ready({}, steps);
    await record(scene, given);
    expect(await scene.run({ step: 2 })).toMatchObject({ outcome: 'acted' });
  });

  /** Writes the first step's record as an earlier stage would have. */
  async function record({ world, night }: Awaited<ReturnType<typeof ready>>, given: object[]) {
    const { commands } = world.dynamodb;
    const { incident } = theIncident(night);
    const TableName = world.dynamodb.table;
    const Key = { pk: `INCIDENT#${incident.id}`, sk: 'INCIDENT' };
    for (const attempt of given) {
      const Item = { pk: Key.pk, sk: 'ATTEMPT#01', step: 1, summary: 'x', at: incident.openedAt, ...attempt };
      commands['Put']?.({ TableName, Item } as never);
      const values = { ':one': 1 };
      commands['Update']?.({
        TableName,
        Key,
        UpdateExpression: 'SET step = :one',
        ExpressionAttributeValues: values,
      } as never);
    }
  }
});

test('closing an incident twice at once writes one verdict', async () => {
  const { services, night, world } = await ready();
  const { database } = services.act;
  const { incident, attempts } = theIncident(night);
  const endings = [
    {
      verdict: 'healed',
      ground: because('recovered-after', { step: 'Restart it', by: '' }),
      healedBy: 'Restart it',
      stage: 'verify',
    },
    {
      verdict: 'escalated',
      ground: because('deadline-without-verdict', { pageBy: incident.pageBy }),
      stage: 'sweep',
    },
  ] as const;
  const closed = await Promise.all(
    endings.map((ending) => closeIncident(database, { incident, attempts }, ending, world.clock.now())),
  );
  expect(closed.filter(({ first }) => first)).toHaveLength(1);
  expect(new Set(closed.map((one) => one.incident.verdict)).size).toBe(1);
  expect(theIncident(night).timeline.filter(({ stage }) => stage !== 'admit')).toHaveLength(1);
});
