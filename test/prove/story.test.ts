import { loadSamples } from '../../prove/cast.ts';
import { Chance, drawBase } from '../../prove/chance.ts';
import { countSeconds, pairBase, seconds, singles } from '../../prove/enumerate.ts';
import { playStory } from '../../prove/play.ts';
import { happeningsAt } from '../../prove/points.ts';
import { lengthOf, shrink } from '../../prove/shrink.ts';
import { type Story, tell } from '../../prove/story.ts';
import { hushed } from '../support/scenes.ts';

hushed();

test('the same story is the same again, call by call, also when it was written down in between', async () => {
  const base = drawBase(new Chance(5), 3);
  const { points } = await playStory(base);
  const [happening] = happeningsAt(points[20] ?? { name: '', stage: '', kind: 'read' });
  const story: Story = { ...base, happenings: happening ? [happening] : [] };
  const [one, other] = [await playStory(story), await playStory(JSON.parse(JSON.stringify(story)))];
  expect(other).toEqual(one);
  expect(one.complete).toBe(true);
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

test('the pairs that are counted are those that there are', async () => {
  const base = pairBase(1);
  const { points } = await playStory(base);
  const [first = base] = singles(base, points.slice(10));
  const after = (await playStory(first)).points;
  expect(seconds(first, after)).toHaveLength(countSeconds(first, after));
  expect(countSeconds(first, after)).toBeGreaterThan(100);
});

test('a failing story is shortened to what it needs', async () => {
  const needed = { at: 'PageFunctionArn#1 sns.Publish#1', fault: 'crash before' } as const;
  const long: Story = {
    ...drawBase(new Chance(2), 3),
    happenings: [{ at: 'sweep#2 dynamodb.Query#1', fault: 'throttle' }, needed],
  };
  const short = await shrink(long, async ({ happenings }) => happenings.includes(needed));
  expect(short).toMatchObject({
    happenings: [needed],
    parts: [{ runbook: { steps: [expect.any(String)] } }],
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
