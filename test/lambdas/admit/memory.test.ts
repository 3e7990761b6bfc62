import { runAction } from '../../../lambdas/remediate/run-action.ts';
import type { World } from '../../../rehearsal/world/world.ts';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  end,
  eventOf,
  executionArn,
  targetOf,
} from '../../support/scenes.ts';

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
    await end(scene, incident);
    await scene.world.clock.advance(40);
    expect(await admitOther(scene)).toMatchObject({ answer: 'act' });
  });
});

describe('what was done to a target before', () => {
  test('keeps it from being fixed again within the cooldown', async () => {
    const scene = aNight();
    const { incident } = await admitted(scene);
    await end(scene, incident);

    expect(await firesAgain(scene, 20, 'again')).toMatchObject({
      answer: 'page',
      summary:
        'Not acting because the last run on service/shop/shop was at 03:00 UTC, and the cooldown lasts until 03:30 UTC',
    });
  });

  test('keeps it from being fixed more often than the limit in 24 hours, and says so', async () => {
    const scene = aNight();
    for (const run of ['1', '2', '3']) {
      const { incident, answer } = await firesAgain(scene, 31, run);
      expect(answer).toBe('act');
      await end(scene, incident);
    }
    expect(await firesAgain(scene, 31, '4')).toMatchObject({
      answer: 'page',
      summary: 'Not acting because 3 runs on service/shop/shop in 24 hours, the limit is 3',
    });
  });

  test('is forgotten after 24 hours', async () => {
    const scene = aNight({
      runbook: { guards: { cooldownSeconds: 0, maxRunsPerDay: 1, staleAfterSeconds: 300 } },
    });
    const { incident } = await admitted(scene);
    await end(scene, incident);

    expect(await firesAgain(scene, 24 * 60 - 1, 'too early')).toMatchObject({ answer: 'page' });
    expect(await firesAgain(scene, 2, 'next day')).toMatchObject({ answer: 'act' });
  });

  test('is counted again from what is then known when two incidents count at once', async () => {
    const scene = aNight({
      runbook: { guards: { cooldownSeconds: 1800, maxRunsPerDay: 9, staleAfterSeconds: 300 } },
    });
    let other = true;
    scene.world.wire.beforeEach = async ({ command }) => {
      if (command !== 'TransactWrite' || !other) return;
      other = false;
      const { incident } = await admitOther(scene);
      await end(scene, incident);
      await scene.world.clock.sleep(1);
    };
    expect(await admitted(scene)).toMatchObject({
      answer: 'page',
      summary: expect.stringContaining('cooldown'),
    });
  });
});
