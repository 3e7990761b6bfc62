import { places } from '#testing/world/world';
import { aNight, aRemedy, eventOf, healsAfter, hushed } from '../support/scenes.ts';

hushed();

/** CloudWatch forbids ASCII control characters only. */
const names = [
  ['a direction mark', 'shop-\u200f5xx'],
  ['a space that does not break, at its end', 'shop-5xx\u00a0'],
  ['a line separator', 'shop-\u20285xx'],
  ['a colon', 'shop-5:xx'],
] as const;

describe('an alarm whose name has', () => {
  test.each(names)('%s is read by that name to the end: its fix is seen', async (_, name) => {
    const restart = aRemedy({ act: () => healsAfter(scene.world, 30, name) });
    const scene = aNight({ remedies: [restart] });
    const { world, night } = scene;
    world.cloudwatch.put({ name });
    await night.finish(night.deliver('shop-errors', eventOf(world, name)));
    expect(night.incidents().map(({ verdict }) => verdict)).toEqual(['healed']);
    expect(restart.acted).toHaveLength(1);
  });

  test.each(names)('%s keeps its page while it fires, and closes it once OK has held', async (_, name) => {
    const scene = aNight({ surroundings: { startsRunbooks: true } });
    const { world, night } = scene;
    world.cloudwatch.put({ name, state: 'OK' });
    world.cloudwatch.set(name, 'ALARM');
    await world.clock.advance(700);
    const [incident] = night.incidents();
    expect(incident).toMatchObject({ verdict: 'escalated' });
    expect(incident).not.toHaveProperty('resolvedAt');
    world.cloudwatch.set(name, 'OK');
    await world.clock.advance(200);
    expect(night.incidents()[0]).toHaveProperty('resolvedAt');
    expect(world.sns.messages.filter(({ topic }) => topic !== places.topics.notice)).toHaveLength(1);
  });
});
