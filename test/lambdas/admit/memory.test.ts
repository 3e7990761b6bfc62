import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { runAction } from '#action/run/run-action';
import { readIncident } from '#core/incident/incidents';
import { because } from '#core/reasons/reason';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { keptKey } from '#core/table/keys';
import { settle } from '#lambdas/verify/settle';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  aStep,
  end,
  eventOf,
  executionArn,
  type MadeUp,
  type MadeUpRemedy,
  targetOf,
} from '#test/support/scenes';
import { awsError } from '#testing/world/wire';
import { places, type World } from '#testing/world/world';

type Night = ReturnType<typeof aNight>;

/** Admits a second alarm whose runbook touches the same target. */
function admitOther(scene: Night, name = 'other') {
  scene.world.cloudwatch.put({ name: 'shop-latency' });
  return admitted(scene, name, { event: eventOf(scene.world, 'shop-latency') });
}

/** The alarm goes OK and fires again after so many minutes. */
async function firesAgain(scene: Night, afterMinutes: number, name: string) {
  await scene.world.clock.advance(afterMinutes * 60);
  scene.world.cloudwatch.put({ name: alarmName });
  return admitted(scene, name, { event: eventOf(scene.world) });
}

const lockIn = (world: World) => world.dynamodb.all().find(({ sk }) => sk === 'LOCK');

/** An incident whose worker never ends. */
async function workerThatHangs() {
  const remedy = aRemedy({ act: () => new Promise(() => {}) });
  const scene = aNight({
    remedies: [remedy],
    runbook: { guards: { cooldownSeconds: 0, maxRunsPerDay: 9, staleAfterSeconds: 300 } },
  });
  const { incident } = await admitted(scene, 'holder');
  const input = {
    contract: 1 as const,
    execution: executionArn('holder'),
    incident,
    step: 1,
    dryRun: false,
    allowed: { service: 'shop' },
  };
  void runAction(remedy, input, scene.services.act);
  await scene.world.clock.advance(1);
  return { scene, remedy, incident };
}

describe('a locked target', () => {
  test('makes the second incident join the first', async () => {
    const scene = aNight();
    const { incident } = await admitted(scene, 'holder');
    const joined = await admitOther(scene);

    expect(joined).toMatchObject({
      answer: 'join',
      summary: `Not acting because service/shop/shop is locked by incident ${incident}, whose fix is under way`,
    });
    expect(scene.night.record(joined.incident).incident).toMatchObject({ joined: incident });
    expect(lockIn(scene.world)).toMatchObject({ holder: incident });
  });

  test('is not joined if its holder ends in that moment: admission starts again and acts', async () => {
    const scene = aNight({
      runbook: { guards: { cooldownSeconds: 0, maxRunsPerDay: 9, staleAfterSeconds: 300 } },
    });
    const { incident } = await admitted(scene, 'holder');
    let joining = false;
    scene.world.wire.beforeEach = async ({ command, input }) => {
      if (command !== 'TransactWrite' || joining) return;
      joining = true;
      expect(JSON.stringify(input)).toContain('"answer":"join"');
      await end(scene, incident);
    };
    expect(await admitOther(scene)).toMatchObject({ answer: 'act' });
  });

  test('is taken by one of two incidents at once, and joined by the other', async () => {
    const scene = aNight();
    const answers = await scene.world.clock.run(() =>
      Promise.all([admitted(scene, 'one'), admitOther(scene, 'other')]),
    );
    expect(answers.map(({ answer }) => answer).sort()).toEqual(['act', 'join']);
  });

  test('outlives its holder while a worker of it may still run', async () => {
    const { scene, remedy, incident } = await workerThatHangs();
    expect(remedy.acted).toEqual(['shop']);

    await end(scene, incident);
    await scene.world.clock.advance(1);
    expect(lockIn(scene.world)).toMatchObject({ holder: incident, busyUntil: '2026-03-01T03:00:40.000Z' });
    expect(await admitOther(scene)).toMatchObject({
      answer: 'page',
      summary: `Not acting because service/shop/shop is busy: a worker of incident ${incident}, which has ended, may still run until 03:00 UTC`,
    });
  });

  test('that became busy since it was looked at is not granted', async () => {
    const scene = aNight();
    const busy = { leaseUntil: '2026-03-01T02:00:00.000Z', busyUntil: '2026-03-01T03:30:00.000Z' };
    let once = true;
    scene.world.wire.beforeEach = ({ command }) => {
      if (command !== 'TransactWrite' || !once) return;
      once = false;
      const Item = { pk: `TARGET#${targetOf('shop')}`, sk: 'LOCK', holder: 'another', ...busy };
      scene.world.dynamodb.commands['Put']?.({ TableName: scene.world.dynamodb.table, Item } as never);
    };
    expect(await admitted(scene)).toMatchObject({ answer: 'page', summary: expect.stringContaining('busy') });
    expect(lockIn(scene.world)).toMatchObject({ holder: 'another' });
  });

  test('is free once the time of the worker is over', async () => {
    const { scene, incident } = await workerThatHangs();
    await end(scene, incident);
    await scene.world.clock.advance(40);
    expect(await admitOther(scene)).toMatchObject({ answer: 'act' });
  });
});

/** Runs the first step of an admitted incident and ends the incident. */
async function actsAndEnds(scene: Night, remedy: MadeUpRemedy, name: string, incident: string) {
  const execution = executionArn(name);
  const input = { contract: 1 as const, execution, incident, step: 1, dryRun: false };
  const answer = await runAction(remedy, { ...input, allowed: { service: 'shop' } }, scene.services.act);
  await end(scene, incident);
  return answer;
}

function aTarget(guards: Partial<DeployedRunbook['guards']> = {}, madeUp: MadeUp = {}) {
  const remedy = aRemedy(madeUp);
  const scene = aNight({
    remedies: [remedy],
    runbook: { guards: { cooldownSeconds: 1800, maxRunsPerDay: 3, staleAfterSeconds: 300, ...guards } },
  });
  /** An incident from its admission to its end, so many minutes after the last. */
  const run = async (name: string, afterMinutes = 31) => {
    const opened = await firesAgain(scene, afterMinutes, name);
    if (opened.answer !== 'act') return opened;
    return { ...opened, acting: await actsAndEnds(scene, remedy, name, opened.incident) };
  };
  return { ...scene, remedy, run };
}

describe('a target that lies in another', () => {
  /** Steps of one runbook on an instance and on its cluster, or on another instance. */
  const onEach = (first: string, second: string) => {
    const parents = (service: string) => (service.startsWith('instance') ? [targetOf('cluster')] : []);
    const remedy = aRemedy({ parents });
    const scene = aNight({
      remedies: [remedy],
      runbook: { steps: [aStep('restart', { parameters: { service: first } })] },
    });
    const other = { ...scene.runbook, steps: [aStep('restart', { parameters: { service: second } })] };
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const admitSecond = () =>
      admitted(scene, 'second', { runbook: other, event: eventOf(scene.world, 'shop-latency') });
    return { ...scene, remedy, admitSecond };
  };

  test.each([
    ['instance-1', 'cluster'],
    ['cluster', 'instance-1'],
    ['instance-1', 'instance-2'],
  ])('excludes the other: while %s is worked on, an incident on %s joins', async (first, second) => {
    const scene = onEach(first, second);
    const { incident } = await admitted(scene, 'first');
    expect(await scene.admitSecond()).toMatchObject({
      answer: 'join',
      summary: expect.stringContaining(`cluster is locked by incident ${incident}`),
    });
  });

  test('counts its own runs only: the cluster is free again at once, whatever was done to an instance', async () => {
    const scene = onEach('instance-1', 'instance-2');
    const { incident } = await admitted(scene, 'first');
    const input = {
      contract: 1 as const,
      execution: executionArn('first'),
      incident,
      step: 1,
      dryRun: false,
    };
    await runAction(scene.remedy, { ...input, allowed: { service: 'instance-1' } }, scene.services.act);
    await end(scene, incident);
    expect(await scene.admitSecond()).toMatchObject({ answer: 'act' });
    const counted = scene.world.dynamodb.all().filter(({ sk }) => String(sk).startsWith('RUNS#'));
    expect(counted.map(({ pk, runs }) => [pk, Object.keys(runs as object).length])).toEqual([
      [`TARGET#${targetOf('instance-1')}`, 1],
      [`TARGET#${targetOf('instance-2')}`, 0],
    ]);
  });
});

describe('what was done to a target before', () => {
  test('keeps it from being fixed again within the cooldown', async () => {
    const { run } = aTarget();
    await run('first', 0);

    expect(await run('again', 20)).toMatchObject({
      answer: 'page',
      summary:
        'Not acting because the last run on service/shop/shop was at 03:00 UTC, and the cooldown lasts until 03:30 UTC',
    });
  });

  test('keeps it from being fixed more often than the limit in 24 hours, and says so', async () => {
    const { run, remedy } = aTarget();
    for (const name of ['1', '2', '3']) expect(await run(name)).toMatchObject({ answer: 'act' });
    expect(await run('4')).toMatchObject({
      answer: 'page',
      summary: 'Not acting because 3 runs on service/shop/shop in 24 hours, the limit is 3',
    });
    expect(remedy.acted).toHaveLength(3);
  });

  test('is forgotten after 24 hours', async () => {
    const { run } = aTarget({ cooldownSeconds: 0, maxRunsPerDay: 1 });
    await run('first', 0);

    expect(await run('too early', 24 * 60 - 1)).toMatchObject({ answer: 'page' });
    expect(await run('next day', 2)).toMatchObject({ answer: 'act' });
  });

  test('is kept for as long as the longest cooldown, 31 days', async () => {
    const { world, run } = aTarget();
    await run('first', 0);
    const kept = world.dynamodb.all().find((item) => 'runs' in item);
    const leftSeconds = Number(kept?.['expiresAt']) - world.clock.milliseconds / 1000;
    // The clock has gone on since the run was counted.
    expect(leftSeconds).toBeGreaterThan(31 * 86_400 - 3_600);
  });

  test('is asked again if another incident acted and ended while this one was being opened', async () => {
    const scene = aTarget({ maxRunsPerDay: 9 });
    let other = true;
    scene.world.wire.beforeEach = async ({ command }) => {
      if (command !== 'TransactWrite' || !other) return;
      other = false;
      const { incident } = await admitOther(scene);
      await actsAndEnds(scene, scene.remedy, 'other', incident);
    };
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringContaining('cooldown'),
    });
    expect(scene.remedy.acted).toHaveLength(1);
  });
});

/** AWS's answer to a call that is not permitted. */
const denied = () => awsError('AccessDeniedException', 'not authorized');

describe('a run is a run only if it acted:', () => {
  test.each<[string, MadeUp]>([
    ['preflight refuses', { refuses: () => 'a deployment is in progress' }],
    [
      'AWS refuses the changing call',
      {
        act: () => {
          throw denied();
        },
      },
    ],
  ])('where %s, neither cooldown nor runs a day are used up', async (_, madeUp) => {
    const { run } = aTarget({ maxRunsPerDay: 1 }, madeUp);
    for (const name of ['1', '2', '3']) {
      expect(await run(name, 1)).toMatchObject({ answer: 'act', acting: { outcome: 'refused' } });
    }
  });

  test('an alarm that was OK again before anything acted uses up neither', async () => {
    const scene = aTarget({ maxRunsPerDay: 1 });
    for (const name of ['1', '2', '3']) {
      const { incident } = await firesAgain(scene, 1, name);
      scene.world.cloudwatch.put({ name: alarmName, state: 'OK' });
      expect(await actsAndEnds(scene, scene.remedy, name, incident)).toMatchObject({ outcome: 'refused' });
    }
    expect(await scene.run('4', 1)).toMatchObject({ answer: 'act', acting: { outcome: 'acted' } });
  });

  test('a call whose answer was lost is one: it may have acted', async () => {
    const { run } = aTarget(
      {},
      {
        act: () => {
          throw new Error('socket hang up');
        },
      },
    );
    expect(await run('first', 0)).toMatchObject({ acting: { outcome: 'unknown' } });
    expect(await run('again', 20)).toMatchObject({
      answer: 'page',
      summary: expect.stringContaining('cooldown'),
    });
  });

  test('a worker that dies after `started` leaves one run too many, never one too few', async () => {
    const scene = aTarget({}, { act: () => Promise.reject(denied()) });
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error before', {
      after: 2, // The admission and `started`; then the refusal, with which the run is taken back.
      times: 9,
    });
    const { incident } = await firesAgain(scene, 0, 'first');
    const input = {
      contract: 1 as const,
      execution: executionArn('first'),
      incident,
      step: 1,
      dryRun: false,
    };
    const dying = runAction(scene.remedy, { ...input, allowed: { service: 'shop' } }, scene.services.act);
    await expect(dying).rejects.toThrow('Internal server error');
    scene.world.wire.heal();
    await end(scene, incident);
    expect(await scene.run('again', 20)).toMatchObject({ answer: 'page' });
  });

  test('what a worker that slept gives back is not what the next step has done since', async () => {
    const asleep = aRemedy({
      id: 'asleep',
      act: async () => {
        await scene.world.clock.sleep(400);
        throw denied();
      },
    });
    const restart = aRemedy();
    const scene = aNight({
      remedies: [asleep, restart],
      runbook: { steps: [aStep('asleep'), aStep('restart')] },
    });
    const { incident } = await admitted(scene, 'first');
    const input = { contract: 1 as const, execution: executionArn('first'), incident, dryRun: false };
    const acting = (remedy: MadeUpRemedy, step: number) =>
      runAction(remedy, { ...input, step, allowed: { service: 'shop' } }, scene.services.act);
    void acting(asleep, 1);
    await scene.world.clock.advance(200);
    const { database } = scene.services.verify;
    const record = await readIncident(database, incident);
    if (record)
      await settle(record, 1, scene.services.verify, 'had its full time', {
        because: because('still-in', { state: 'ALARM' }),
      });
    expect(await acting(restart, 2)).toMatchObject({ outcome: 'acted' });
    await scene.world.clock.advance(400);
    await end(scene, incident);
    expect(await firesAgain(scene, 1, 'again')).toMatchObject({
      answer: 'page',
      summary: expect.stringContaining('cooldown'),
    });
  });
});

describe('a target that a person has, though no lock keeps it,', () => {
  test.each([
    ['is not acted on', '2026-03-01T04:00:00.000Z', 'page'],
    ['is acted on once the time is over', '2026-03-01T02:59:00.000Z', 'act'],
  ])('%s', async (_, until, answer) => {
    const scene = aNight();
    const kept = { incident: '20260301-0250-00000000', by: 'anna', until };
    const Item = { ...keptKey(targetOf('shop')), ...kept };
    await scene.world.clients.documents.send(new PutCommand({ TableName: places.table, Item }));
    const { answer: given, incident } = await admitted(scene);

    expect(given).toBe(answer);
    const facts = { target: 'service/shop/shop', by: 'anna', holder: kept.incident, until };
    expect(scene.night.record(incident).incident?.reason).toEqual(
      answer === 'page' ? because('target-kept', facts) : undefined,
    );
  });
});
