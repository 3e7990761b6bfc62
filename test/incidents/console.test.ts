import { isDeepStrictEqual } from 'node:util';
import { places } from '#testing/world/world';
import { names } from '#workflow/names';
import { aNight, aRemedy, aStep, eventOf, healsAfter, hushed, theIncident } from '../support/scenes.ts';

hushed();

/** A restart that does not help, and a person who looks at the execution while it waits for the alarm. */
async function underWay() {
  const remedy = aRemedy();
  const scene = aNight({ remedies: [remedy], runbook: { steps: [aStep(), aStep()] } });
  const running = scene.night.deliver('shop-errors', scene.event);
  await scene.world.clock.advance(30);
  return { ...scene, remedy, running };
}

/** Redrive in its hardest form: the execution of this name goes through every state again. */
async function redriven({ world, night, event }: ReturnType<typeof aNight>, arn: string) {
  world.stepFunctions.executions.delete(arn);
  return night.finish(night.deliver('shop-errors', event, arn.split(':').at(-1)));
}

const locks = ({ world }: ReturnType<typeof aNight>) =>
  world.dynamodb.all().filter(({ sk }) => sk === 'LOCK');

describe('Stop in the console', () => {
  test('means that a person has taken over', async () => {
    const scene = await underWay();
    scene.running.abort();
    await scene.world.clock.advance(10);
    expect(theIncident(scene.night).incident).toMatchObject({
      verdict: 'escalated',
      summary: 'stopped in the console; taken over by a person',
      takenOver: 'a person in the console',
    });
  });

  test('releases the locks', async () => {
    const scene = await underWay();
    scene.running.abort();
    await scene.world.clock.advance(10);
    const now = scene.world.clock.now().toISOString();
    expect(locks(scene)).toHaveLength(1);
    for (const { leaseUntil } of locks(scene)) expect(String(leaseUntil) <= now).toBe(true);
  });

  test('pages nobody, neither at once nor at the deadline', async () => {
    const scene = await underWay();
    scene.running.abort();
    await scene.world.clock.advance(3_600);
    expect(scene.world.sns.messages).toEqual([]);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('pages nobody either when the first delivery of the news died half-way', async () => {
    const scene = await underWay();
    scene.running.abort();
    scene.world.wire.fail('dynamodb', 'TransactWrite', 'error after', { times: 1 });
    await scene.world.clock.advance(3_600);
    expect(scene.world.sns.messages).toEqual([]);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('pages nobody when Admit opens the incident only after it: Stop ends no function', async () => {
    const scene = aNight();
    scene.world.wire.latency = () => 5;
    const running = scene.night.deliver('shop-errors', scene.event);
    await scene.world.clock.advance(3);
    expect(scene.night.incidents()).toEqual([]);
    running.abort();
    await scene.world.clock.advance(3_600);
    expect(theIncident(scene.night).incident).toMatchObject({ takenOver: 'a person in the console' });
    expect(scene.world.sns.messages).toEqual([]);
    expect(scene.world.scheduler.armed).toEqual({});
  });

  test('lets no further step begin', async () => {
    const scene = await underWay();
    scene.running.abort();
    await scene.world.clock.advance(3_600);
    expect(scene.remedy.acted).toEqual(['shop']);
  });

  test('tells an incident that waits for the fix, which then pages', async () => {
    const scene = await underWay();
    scene.world.cloudwatch.put({ name: 'shop-latency' });
    const waiting = scene.night.deliver('shop-errors', eventOf(scene.world, 'shop-latency'));
    await scene.world.clock.advance(5);
    scene.running.abort();
    const { verdict, messages } = await scene.night.finish(waiting);
    expect(verdict).toBe('escalated');
    expect(messages).toHaveLength(1);
    expect(messages[0]?.body).toContain('shop-latency');
  });
});

describe('Redrive in the console', () => {
  test('never acts after a page, and pages nobody again', async () => {
    const scene = await underWay();
    const { messages } = await scene.night.finish(scene.running);
    const [acted, paged] = [scene.remedy.acted.length, messages.length];
    const again = await redriven(scene, scene.running.arn);
    expect(again.states.at(-1)?.name).toBe(names.personPaged);
    expect(scene.remedy.acted).toHaveLength(acted);
    expect(scene.world.sns.messages).toHaveLength(paged);
  });

  test('never acts after Stop, and pages nobody', async () => {
    const scene = await underWay();
    scene.running.abort();
    await scene.world.clock.advance(10);
    await redriven(scene, scene.running.arn);
    expect(scene.remedy.acted).toEqual(['shop']);
    expect(scene.world.sns.messages).toEqual([]);
  });

  test('changes nothing in the record of an incident that has ended', async () => {
    const scene = await underWay();
    await scene.night.finish(scene.running);
    const before = theIncident(scene.night);
    await redriven(scene, scene.running.arn);
    const after = theIncident(scene.night);
    expect(isDeepStrictEqual(after.attempts, before.attempts)).toBe(true);
    expect(after.incident).toEqual(before.incident);
  });
});

describe('New execution in the console with an old event', () => {
  test('acts on nothing, and its last state says what to do instead', async () => {
    const remedy = aRemedy({ act: () => healsAfter(scene.world, 30) });
    const scene = aNight({ remedies: [remedy] });
    const first = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    scene.world.cloudwatch.set('shop-5xx', 'ALARM');
    const second = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    expect(second).toMatchObject({ status: 'SUCCEEDED', output: { answer: 'duplicate' } });
    expect(second.states.at(-1)?.name).toBe(
      'Duplicate: open the execution in the output; only a new ALARM runs again',
    );
    expect((second.output as { summary: string }).summary).toContain(first.arn);
    expect(remedy.acted).toEqual(['shop']);
  });

  test('is a duplicate, too, of an execution that was stopped', async () => {
    const scene = await underWay();
    scene.running.abort();
    await scene.world.clock.advance(10);
    const second = await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    expect(second.output).toMatchObject({ answer: 'duplicate' });
    expect(scene.world.sns.on(places.topics.page)).toEqual([]);
  });
});
