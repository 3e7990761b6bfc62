import { resume } from '#core/incident/wake';
import { recover } from '#lambdas/recover/recover';
import { alarmName, aNight, eventOf, hushed } from '../support/scenes.ts';

hushed();

describe('a task token', () => {
  test('answered with success by a stranger heals nothing: the alarm is asked', async () => {
    const scene = aNight();
    const running = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(5);
    const [token = ''] = scene.world.stepFunctions.waiting();
    await scene.world.clock.run(() => resume(scene.services.recover.sfn, token));
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('escalated');
    expect(ended.messages).toHaveLength(1);
  });

  test('answered with an output that claims a verdict changes nothing', async () => {
    const scene = aNight();
    const running = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(5);
    const output = JSON.stringify({ verdict: 'healed', incident: 'another', answer: 'self-recovered' });
    const [taskToken] = scene.world.stepFunctions.waiting();
    const forged = { taskToken, output } as never;
    await scene.world.clock.run(async () => scene.world.stepFunctions.commands['SendTaskSuccess']?.(forged));
    const ended = await scene.night.finish(running);
    expect(ended.verdict).toBe('escalated');
  });
});

describe('an OK event that was made up', () => {
  const ok = (scene: ReturnType<typeof aNight>, timestamp: string) => {
    const event = structuredClone(eventOf(scene.world, alarmName, 'OK'));
    event.detail.state.timestamp = timestamp;
    return scene.world.clock.run(() => recover(event, scene.services.recover));
  };

  test('wakes, and heals nothing', async () => {
    const scene = aNight();
    const running = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(5);
    await ok(scene, '2026-03-01T03:00:04.000Z');
    expect((await scene.night.finish(running)).verdict).toBe('escalated');
  });

  test('from the future does not count for ever', async () => {
    const scene = aNight();
    await ok(scene, '2999-01-01T00:00:00.000Z');
    const alarm = scene.world.dynamodb.all().find(({ sk }) => sk === 'ALARM');
    expect(alarm).toMatchObject({ okAt: '2026-03-01T03:00:00.000Z' });
  });

  test('counts for no longer than descriptions lag behind events: a watched alarm that still fires is paged', async () => {
    const scene = aNight({ runbook: { mode: 'watch' } });
    await scene.world.clock.advance(2);
    await ok(scene, '2026-03-01T03:00:01.000Z');
    await scene.world.clock.advance(90);
    const ended = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    expect(ended.verdict).toBe('escalated');
    expect(ended.messages).toHaveLength(1);
  });
});
