import { contractVersion } from '#core/aws/contract';
import { deduplicationKey } from '#core/page/key';
import { places } from '#testing/world/world';
import { names } from '#workflow/names';
import { aNight, aRemedy, aStep, eventOf, healsAfter, hushed, theIncident } from '../support/scenes.ts';

hushed();

const nextVersion = { suffix: '-v2', contract: contractVersion + 1 };

/** A restart that helps if it is told to, and an execution that waits for the alarm after it. */
async function underWay({ helps = false } = {}) {
  const remedy = aRemedy({ act: () => (helps ? healsAfter(scene.world, 60) : undefined) });
  const scene = aNight({
    remedies: [remedy],
    runbook: { steps: [aStep(), aStep()] },
    surroundings: { startsRunbooks: true },
  });
  const running = scene.night.deliver('shop-errors', scene.event);
  await scene.world.clock.advance(30);
  return { ...scene, remedy, running };
}

type UnderWay = Awaited<ReturnType<typeof underWay>>;

const pages = ({ world }: UnderWay) =>
  world.sns.messages.filter(({ topic }) => topic !== places.topics.notice);
const keys = (scene: UnderWay) =>
  new Set(pages(scene).map(({ body }) => [...body.matchAll(/^Key (\S+)$/gm)].at(-1)?.[1]));
const verdicts = ({ night }: UnderWay) =>
  theIncident(night).timeline.filter(({ text }) =>
    /^(healed|escalated|self-recovered|suppressed): /.test(text),
  );

describe('deploy-mid-incident', () => {
  test('an incident that is under way keeps its code to its one verdict', async () => {
    const scene = await underWay({ helps: true });
    scene.night.deploy(nextVersion);
    const { verdict, states } = await scene.night.finish(scene.running);
    expect(verdict).toBe('healed');
    expect(states.at(-1)?.name).toBe(names.recovered);
    expect(verdicts(scene)).toHaveLength(1);
    expect(pages(scene)).toEqual([]);
  });

  test('what it calls are the versions that it began with', async () => {
    const scene = await underWay();
    scene.night.deploy(nextVersion);
    await scene.night.finish(scene.running);
    const called = scene.world.wire.calls
      .filter(({ service }) => service === 'lambda')
      .map(({ input }) => String(input['FunctionName']));
    expect(called.filter((name) => name.endsWith('-v2'))).toEqual([]);
    expect(scene.remedy.acted).toHaveLength(2);
  });

  test('the next alarm is handled by the new version', async () => {
    const scene = await underWay({ helps: true });
    scene.night.deploy(nextVersion);
    await scene.night.finish(scene.running);
    const guarded = scene.world.clock.advance(1_900);
    await guarded;
    scene.world.cloudwatch.set('shop-5xx', 'ALARM');
    await scene.world.clock.advance(300);
    const called = scene.world.wire.calls.map(({ input }) => String(input['FunctionName']));
    expect(called).toContain(places.function('AdmitFunctionArn-v2'));
    expect(scene.night.incidents().map(({ verdict }) => verdict)).toEqual(['healed', 'healed']);
  });
});

describe('rolled-back-deploy', () => {
  test('functions of another contract refuse, act on nothing more, and the refusal pages once', async () => {
    const scene = await underWay();
    scene.night.replaceFunctions(contractVersion + 1);
    const { states } = await scene.night.finish(scene.running);
    await scene.world.clock.advance(1_200);
    expect(states.at(-1)?.name).toBe(names.pagedByBackup);
    expect(scene.remedy.acted).toEqual(['shop']);
    expect(verdicts(scene)).toHaveLength(1);
    expect(theIncident(scene.night).incident).toMatchObject({ verdict: 'escalated' });
    expect([...keys(scene)]).toEqual([deduplicationKey(theIncident(scene.night).incident)]);
  });

  test('an alarm that comes then is paged by the state machine itself, and acts on nothing', async () => {
    const scene = await underWay();
    scene.night.replaceFunctions(contractVersion + 1);
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const event = eventOf(scene.world, 'shop-latency');
    const { states } = await scene.night.finish(scene.night.deliver('shop-errors', event));
    expect(states.map(({ name }) => name)).toEqual([
      names.admit,
      names.page,
      names.backupChoice,
      names.backupPage,
      names.pagedByBackup,
    ]);
    expect(pages(scene).map(({ body }) => body.split('\n')[0])).toContain(
      'Nightshift could not send its page. Please take over: an alarm of shop-errors: shop-latency',
    );
  });
});

describe('removed-runbook', () => {
  test('its open incident is ended and paged at once, since nobody looks after it any more', async () => {
    const scene = await underWay();
    scene.night.remove(['shop-errors']);
    await scene.world.clock.advance(30);
    expect(theIncident(scene.night).incident).toMatchObject({
      verdict: 'escalated',
      summary: 'The engine gave no verdict: its execution ended as ABORTED.',
    });
    expect(pages(scene)).toHaveLength(1);
  });

  test('nothing of it is left: no second page, no lock, no token, no deadline', async () => {
    const scene = await underWay();
    scene.night.remove(['shop-errors']);
    await scene.world.clock.advance(1_200);
    const now = scene.world.clock.now().toISOString();
    expect(pages(scene)).toHaveLength(1);
    expect(verdicts(scene)).toHaveLength(1);
    expect(scene.world.scheduler.armed).toEqual({});
    expect(scene.world.stepFunctions.waiting()).toEqual([]);
    const locks = scene.world.dynamodb.all().filter(({ sk }) => sk === 'LOCK');
    for (const { leaseUntil } of locks) expect(String(leaseUntil) <= now).toBe(true);
    expect(scene.remedy.acted).toEqual(['shop']);
  });

  test('an event that was on its way meanwhile is a dead letter, and paged', async () => {
    const scene = await underWay();
    scene.world.cloudwatch.put({ name: 'shop-latency', state: 'OK' });
    scene.world.cloudwatch.set('shop-latency', 'ALARM');
    scene.night.remove(['shop-errors']);
    await scene.world.clock.advance(30);
    expect(pages(scene).map(({ body }) => body)).toContainEqual(
      expect.stringContaining('shop-latency since 03:00 UTC: its runbook could not be started. Take over.'),
    );
  });
});
