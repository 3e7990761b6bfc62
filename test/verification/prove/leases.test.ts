import { hushed } from '#test/support/scenes';
import { leaseSituations } from '#verification/prove/leases';
import { playStory } from '#verification/prove/play';

hushed();

test.each(leaseSituations.map((situation, index) => [index + 1, situation] as const))(
  'what is changed for a while comes back, or a person is told: story %d',
  async (_, situation) => {
    const played = await playStory({ ...situation, seed: 1 }, () => {}, { withPoints: false });
    expect(played.violations).toEqual([]);
    expect(played.complete).toBe(true);
  },
);

test('the judge sees a lease of which nobody is told', async () => {
  const [, unhelped] = leaseSituations;
  if (!unhelped) throw new Error('There is a second story');
  const silence = ({ world }: Parameters<NonNullable<Parameters<typeof playStory>[1]>>[0]) => {
    world.scheduler.fires = 'never';
    // The sweeper's page, and no other one.
    const publish = world.sns.publish.bind(world.sns);
    world.sns.publish = (input) =>
      JSON.stringify(input).includes('/lease/') ? { MessageId: 'none' } : publish(input);
  };
  const { violations } = await playStory({ ...unhelped, seed: 1 }, silence, { withPoints: false });
  expect(violations.map(({ rule }) => rule)).toContain('a lease ends, or somebody is told');
});
