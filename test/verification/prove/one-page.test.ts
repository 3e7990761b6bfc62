import { hushed } from '#test/support/scenes';
import { playStory } from '#verification/prove/play';
import type { Act, Part, Story } from '#verification/prove/story';
import { type Json, tampering } from './sabotage.ts';

hushed();

const part = (service: string, after: number): Part => ({
  runbook: { steps: ['restart'], verifyWithin: 120, service },
  healsAt: 0,
  after,
});

/** An outage is not known by its targets, so each alarm on them rings. */
const outagesOfItsOwn = tampering(function rename(value: Json, call) {
  for (const inner of Object.values(value)) {
    if (inner === null || typeof inner !== 'object') continue;
    const { pk, sk } = inner as Json;
    const isPlace = sk === 'OUTAGE' && String(pk).startsWith('TARGET#');
    const { execution = '' } = (call.by?.payload ?? {}) as { execution?: string };
    if (isPlace) (inner as Json)['pk'] = `TARGET#${execution}`;
    rename(inner as Json, call);
  }
});

/** Two alarms on one target, and one of another service, about whose runbook a person types a command. */
const whileAPerson = (does: Act) => ({
  parts: [part('shop', 0), part('shop', 60), part('other', 120)],
  people: [{ at: 20, does, part: 2 }],
  happenings: [],
  seed: 1,
});

test.each<Act>(['clear', 'off'])('two alarms ring although a person types %s elsewhere', async (does) => {
  const story = whileAPerson(does);
  expect((await playStory(story)).violations).toEqual([]);
  const { violations } = await playStory(story, outagesOfItsOwn);
  expect(violations.map(({ rule }) => rule)).toContain('one outage, one page');
});

test('two alarms ring although the first sweep failed, minutes before', async () => {
  const story: Story = {
    parts: [part('shop', 0), part('shop', 60)],
    happenings: [{ at: 'sweep.read#1', fault: 'throttle' }],
    seed: 1,
  };
  expect((await playStory(story)).violations).toEqual([]);
  const { violations } = await playStory(story, outagesOfItsOwn);
  expect(violations.map(({ rule }) => rule)).toContain('one outage, one page');
});
