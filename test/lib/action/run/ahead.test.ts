import { runAction } from '#action/run/run-action';
import {
  admitted,
  alarmName,
  aNight,
  aRemedy,
  aRunbook,
  aStep,
  executionArn,
  theIncident,
} from '#test/support/scenes';

const byAlarm = { service: { fromAlarm: { dimension: 'ServiceName', allowed: 'sh*' } } };

/** An incident on `shop`, read off the alarm, and its step with what is handed on to it. */
async function ready() {
  const remedy = aRemedy();
  const runbook = aRunbook({ steps: [aStep('restart', { parameters: byAlarm })] });
  const scene = aNight({ remedies: [remedy], runbook, alarm: { dimensions: { ServiceName: 'shop' } } });
  const { incident } = await admitted(scene);
  const asked: string[] = [];
  scene.world.wire.beforeEach = ({ command, input }) => {
    if (command === 'DescribeAlarms') asked.push(...((input as { AlarmNames?: string[] }).AlarmNames ?? []));
  };
  const run = (ahead?: { alarm: string; steps: Record<string, unknown>[] }) => {
    const me = { contract: 1 as const, execution: executionArn('first'), incident, step: 1 };
    const input = { ...me, dryRun: false, allowed: byAlarm, ...(ahead ? { ahead } : {}) };
    return scene.world.clock.run(() => runAction(remedy, input, scene.services.act));
  };
  return { ...scene, remedy, run, asked };
}

describe('what Admit has handed on', () => {
  test('is looked at once, and acted on where the record says the same', async () => {
    const { run, remedy, asked } = await ready();
    expect(await run({ alarm: alarmName, steps: [{ service: 'shop' }] })).toMatchObject({ outcome: 'acted' });
    expect(remedy).toMatchObject({ looked: ['shop'], acted: ['shop'] });
    expect(asked).toEqual([alarmName]);
  });

  test('is not believed: the record says which target and which alarm', async () => {
    const { run, remedy, asked } = await ready();
    const outcome = await run({ alarm: 'another', steps: [{ service: 'sheep' }] });
    expect(outcome).toMatchObject({ outcome: 'acted', summary: 'Did restart on shop.' });
    expect(remedy).toMatchObject({ looked: ['sheep', 'shop'], acted: ['shop'] });
    expect(asked.at(-1)).toBe(alarmName);
  });

  test.each<[string, Record<string, unknown>[]]>([
    ['a target that the runbook does not allow', [{ service: 'payments' }]],
    ['a parameter that the action does not know', [{ service: 'shop', force: true }]],
    ['no such step', []],
  ])('is not even looked at: %s', async (_, steps) => {
    const { run, remedy } = await ready();
    expect(await run({ alarm: alarmName, steps })).toMatchObject({ outcome: 'acted' });
    expect(remedy).toMatchObject({ looked: ['shop'], acted: ['shop'] });
  });

  test('may be nothing: everything is then read after the record', async () => {
    const { run, remedy, asked } = await ready();
    expect(await run()).toMatchObject({ outcome: 'acted' });
    expect(remedy.looked).toEqual(['shop']);
    expect(asked).toEqual([alarmName]);
  });

  test('keeps nobody from being refused: an alarm that is OK by now stops the step', async () => {
    const { run, remedy, world, night } = await ready();
    world.cloudwatch.set(alarmName, 'OK');
    expect(await run({ alarm: alarmName, steps: [{ service: 'shop' }] })).toMatchObject({
      outcome: 'refused',
      code: 'no-longer-alarm',
    });
    expect(remedy.acted).toEqual([]);
    expect(theIncident(night).attempts).toMatchObject([
      { state: 'refused', reason: { code: 'no-longer-alarm', facts: { state: 'OK' } } },
    ]);
  });
});
