import { lastAsked } from '#core/incident/approvals';
import type { Incident } from '#core/incident/records';
import { hushed } from '#test/support/scenes';
import { anyStory, drawn } from '#verification/prove/arbitrary';
import { loadSamples } from '#verification/prove/cast';
import { Chance } from '#verification/prove/chance';
import { corpus } from '#verification/prove/corpus';
import { pairBase, singles } from '#verification/prove/enumerate';
import { StoryOnPaper } from '#verification/prove/paper';
import { playStory } from '#verification/prove/play';
import { happeningsAt } from '#verification/prove/points';
import { lengthOf, shrink } from '#verification/prove/shrink';
import type { Setup } from '#verification/prove/stage';
import type { Story } from '#verification/prove/story';
import { tell } from '#verification/prove/tell';

hushed();

/** Any story, with three alarms. */
const wide = (number: number): Story => {
  const story = drawn(anyStory([]), number);
  return { ...story, parts: [...story.parts, ...story.parts, ...story.parts].slice(0, 3) };
};

test('the same story is the same again, call by call, also when it was written down in between', async () => {
  const base = { ...wide(5), happenings: [] };
  const { points } = await playStory(base);
  const [happening] = happeningsAt(points[20] ?? { name: '', stage: '', kind: 'read' });
  const story: Story = { ...base, happenings: happening ? [happening] : [] };
  const [one, other] = [await playStory(story), await playStory(JSON.parse(JSON.stringify(story)))];
  expect(other).toEqual(one);
  expect(one.complete).toBe(true);
});

test('whatever is drawn can be written down and played again', () => {
  for (let number = 0; number < 200; number++) {
    const story = drawn(anyStory(['checkout-api-errors']), number);
    expect(StoryOnPaper.safeParse(JSON.parse(JSON.stringify(story)))).toMatchObject({ success: true });
    expect(drawn(anyStory(['checkout-api-errors']), number)).toEqual(story);
  }
});

test('a point is one call by its name, or the nth of a kind that a stage sends', async () => {
  const story: Story = {
    ...pairBase(1),
    happenings: [
      { at: 'AdmitFunctionArn#1 dynamodb.TransactWrite#1', fault: 'error after' },
      { at: 'Page.write#2', fault: 'throttle' },
      { at: 'Verify.read#900', fault: 'throttle' },
    ],
  };
  expect(await playStory(story)).toMatchObject({ complete: false });
  const { happenings } = story;
  expect(await playStory({ ...story, happenings: happenings.slice(0, 2) })).toMatchObject({ complete: true });
});

test('every story that once broke a promise can be played again', () => {
  expect(corpus().length).toBeGreaterThan(10);
});

test('a read that fails has no "after", since it changes nothing; a write has', () => {
  const faults = (kind: 'read' | 'write') =>
    happeningsAt({ name: 'x', stage: 'Admit', kind }).map((one) => ('fault' in one ? one.fault : ''));
  expect(faults('read')).not.toContain('error after');
  expect(faults('write')).toEqual(expect.arrayContaining(['error before', 'error after', 'crash after']));
});

test('every single fault comes to pass in the story that it was found in', async () => {
  const base = pairBase(1);
  const { points } = await playStory(base);
  const chosen = new Chance(3).some(singles(base, points), 25);
  for (const story of chosen) {
    expect(await playStory(story)).toMatchObject({ complete: true, violations: [] });
  }
});

test('a failing story is shortened to what it needs', async () => {
  const needed = { at: 'PageFunctionArn#1 sns.Publish#1', fault: 'crash before' } as const;
  const long: Story = {
    ...wide(2),
    happenings: [{ at: 'sweep#2 dynamodb.Query#1', fault: 'throttle' }, needed],
  };
  const short = await shrink(long, async ({ happenings }) => happenings.some(({ at }) => at === needed.at));
  expect(short).toMatchObject({
    happenings: [needed],
    parts: [{ runbook: { steps: [] } }],
  });
  expect(lengthOf(short)).toBeLessThan(lengthOf(long));
});

test('a story is told in plain English', async () => {
  await loadSamples();
  const story: Story = {
    parts: [{ runbook: 'checkout-api-errors', healsAt: 2 }],
    happenings: [{ at: 'AdmitFunctionArn#1 dynamodb.TransactWrite#1', fault: 'crash after' }],
    seed: 1,
  };
  expect(tell(story)).toEqual([
    'The service behind checkout-api-errors breaks; its step 2 helps.',
    'Then the call AdmitFunctionArn#1 dynamodb.TransactWrite#1 takes effect, and its process dies.',
  ]);
});

test.each(['approve', 'deny'] as const)(
  'where people answer by link, they %s by the one in the request, after a scanner has opened it',
  async (answer) => {
    const story: Story = {
      parts: [{ runbook: { steps: ['restart'], mode: 'approve', answer }, healsAt: 1 }],
      happenings: [],
      byLink: true,
      seed: 1,
    };
    let seen: Setup | undefined;
    const { violations } = await playStory(story, (setup) => {
      seen = setup;
    });
    expect(violations).toEqual([]);
    const [incident] = seen?.night.incidents() ?? [];
    expect(lastAsked(incident as Incident)?.approval).toMatchObject({
      answer: answer === 'approve' ? 'approved' : 'denied',
      by: 'holder of the page topic link',
    });
    expect(seen?.done).toMatchObject([{ does: answer, done: true }]);
  },
);
