import { hushed } from '#test/support/scenes';
import { drillSituations } from '#verification/prove/drills';
import { playStory } from '#verification/prove/play';

hushed();

test.each(drillSituations.map((situation, index) => [index + 1, situation] as const))(
  'a drill does no harm, hides nothing and leaves nothing: story %d',
  async (_, situation) => {
    const played = await playStory({ ...situation, seed: 1 });
    expect(played.violations).toEqual([]);
    expect(played.complete).toBe(true);
  },
);
