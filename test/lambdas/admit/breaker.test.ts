import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Runs } from '#core/incident/memory';
import { alarmKey } from '#core/table/keys';
import { plusSeconds } from '#core/time';
import { alarmName, aNight, aRemedy, eventOf, hushed, targetOf } from '#test/support/scenes';
import { places } from '#testing/world/world';

hushed();

const guards = {
  cooldownSeconds: 0,
  maxRunsPerDay: 100,
  staleAfterSeconds: 300,
  breaker: { runsWithoutEffect: 2, restSeconds: 6 * 3600 },
  chronic: { timesHealed: 3, withinDays: 7 },
};

/** One night after another on one target; each is helped by the action or is not. */
function nights() {
  let helps = false;
  const remedy = aRemedy({
    act: async () => {
      if (helps) scene.world.cloudwatch.put({ name: alarmName, state: 'OK' });
    },
  });
  const scene = aNight({ runbook: { guards, drills: { targets: ['service/shop/*'] } }, remedies: [remedy] });
  const again = async (helped: boolean) => {
    helps = helped;
    scene.world.cloudwatch.put({ name: alarmName });
    const ended = await scene.night.finish(scene.night.deliver(scene.runbook.id, eventOf(scene.world)));
    await scene.world.clock.advance(600);
    scene.world.cloudwatch.put({ name: alarmName, state: 'OK' });
    await scene.world.clock.advance(3600);
    return ended;
  };
  /** A night in which somebody has broken it on purpose, and the remedy helps. */
  const drilled = async () => {
    const now = scene.world.clock.now();
    const drill = {
      ...{ id: 'drill-20260301-0300-0123abcd', runbook: scene.runbook.id, targets: [targetOf('shop')] },
      ...{ from: now.toISOString(), until: plusSeconds(now, 3_600) },
    };
    await scene.world.clock.run(() =>
      scene.world.clients.documents.send(
        new UpdateCommand({
          TableName: places.table,
          Key: alarmKey(scene.world.cloudwatch.arnOf(alarmName)),
          UpdateExpression: 'SET drill = :drill',
          ExpressionAttributeValues: { ':drill': drill },
        }),
      ),
    );
    const ended = await again(true);
    expect(ended).toMatchObject({ incident: { drill: { id: drill.id } } });
    return ended;
  };
  return { ...scene, again, drilled, remedy };
}

const open =
  /^Not acting because the last 2 runs on .* had no effect, so the breaker is open until \d\d:\d\d UTC/;

describe('the remediation breaker', () => {
  test('opens after so many runs in a row without effect, and the alarm is paged instead', async () => {
    const { again, remedy } = nights();
    await again(false);
    await again(false);
    const third = await again(false);
    expect(third).toMatchObject({ verdict: 'escalated', incident: { summary: expect.stringMatching(open) } });
    expect(remedy.acted).toHaveLength(2);
  });

  test('lets one run try after its rest, and opens again if that has no effect either', async () => {
    const { again, remedy, world } = nights();
    await again(false);
    await again(false);
    await world.clock.advance(6 * 3600);
    expect(await again(false)).toMatchObject({ attempts: [{ state: 'acted' }] });
    expect(await again(false)).toMatchObject({
      incident: { summary: expect.stringMatching(/breaker is open/) },
    });
    expect(remedy.acted).toHaveLength(3);
  });

  test('is closed by a run that healed', async () => {
    const { again, remedy } = nights();
    await again(false);
    expect(await again(true)).toMatchObject({ verdict: 'healed' });
    await again(false);
    expect(await again(true)).toMatchObject({ verdict: 'healed' });
    expect(remedy.acted).toHaveLength(4);
  });
});

describe('the chronic rule', () => {
  test('tells the owner once that what heals again and again should be looked at', async () => {
    const { again, world } = nights();
    for (let night = 1; night <= 4; night++) expect(await again(true)).toMatchObject({ verdict: 'healed' });
    const chronic = world.sns.messages.filter(({ subject }) => subject === 'Nightshift: a chronic fault');
    expect(chronic).toHaveLength(1);
    expect(chronic[0]?.body).toMatch(/was healed 3 times in 7 days; the cause needs a fix/);
  });

  const told = ({ world }: ReturnType<typeof nights>) =>
    world.sns.messages.filter(({ subject }) => subject === 'Nightshift: a chronic fault').length;

  test('tells it with the next incident where the notice could not be sent', async () => {
    const scene = nights();
    scene.world.wire.plan(({ input }) => input['Subject'] === 'Nightshift: a chronic fault', 'error before', {
      times: 1,
    });
    for (let night = 1; night <= 3; night++) await scene.again(true);
    expect(told(scene)).toBe(0);
    await scene.again(true);
    expect(told(scene)).toBe(1);
  });

  test('tells it where the answer to its claim was lost, and the SDK sent that again', async () => {
    const scene = nights();
    const isClaim = (input: object) => JSON.stringify(input).includes('SET chronicToldAt');
    const struck = scene.world.wire.fail('dynamodb', 'Update', 'sent again', { where: isClaim });
    for (let night = 1; night <= 4; night++) await scene.again(true);
    expect([struck(), told(scene)]).toEqual([1, 1]);
  });

  test('counts nothing that a drill broke', async () => {
    const scene = nights();
    for (let night = 1; night <= 2; night++)
      expect(await scene.drilled()).toMatchObject({ verdict: 'healed' });
    for (let night = 1; night <= 2; night++) await scene.again(true);
    expect(told(scene)).toBe(0);
    await scene.again(true);
    expect(told(scene)).toBe(1);
  });

  test('says nothing in a drill', async () => {
    const scene = nights();
    for (let night = 1; night <= 2; night++) await scene.again(true);
    for (let night = 1; night <= 2; night++) await scene.drilled();
    expect(told(scene)).toBe(0);
  });
});

test('writing an effect moves the version, so that an admission that read the runs before reads them again', async () => {
  const { again, world } = nights();
  await again(true);
  const runs = world.dynamodb.all().find(({ sk }) => String(sk).startsWith('RUNS#')) as unknown as Runs;
  expect(Object.values(runs.runs)).toEqual([{ at: expect.any(String), effect: 'healed' }]);
  // Once for the admission, once for the step's start, once for the effect.
  expect(runs.version).toBe(3);
});
