import fc from 'fast-check';
import { loadSamples } from '#verification/prove/cast';
import { knownStories, mixed } from '#verification/prove/mix';
import { StoryOnPaper } from '#verification/prove/paper';

const known = knownStories();
const samples = [...(await loadSamples()).keys()];
const number = fc.integer({ min: 0, max: 1_000_000_000 });

test('known stories that are crossed and varied can be written down and played again', () => {
  fc.assert(
    fc.property(number, (one) => {
      const story = mixed(known, samples, one);
      const { error } = StoryOnPaper.safeParse(JSON.parse(JSON.stringify(story)));
      expect(error?.issues).toBeUndefined();
      expect(mixed(known, samples, one)).toEqual(story);
    }),
  );
});
