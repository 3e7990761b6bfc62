import { hushed } from '#test/support/scenes';
import { loadSamples } from '#verification/prove/cast';
import { corpus } from '#verification/prove/corpus';
import { playStory } from '#verification/prove/play';

hushed();

/** Stories that name a call which the engine, as it is now, does not send: each is about a mistake of an earlier one. */
const brokenEarlier = [
  'A watch that was started late outlasted its page deadline, rang twice and was left running.',
  'doublePaged: the OK that ended with an alarm was taken for one after its page',
  'A missed alarm is paged under a new key every five minutes.',
];

test('all that a kept story names comes to pass, except in a few that an earlier engine broke', async () => {
  await loadSamples();
  const incomplete: string[] = [];
  for (const { what, story } of corpus()) {
    if (story.happenings.length === 0) continue;
    const { complete } = await playStory(story, () => {}, { withPoints: false });
    if (!complete) incomplete.push(what);
  }
  expect(incomplete.sort()).toEqual(brokenEarlier.sort());
});
