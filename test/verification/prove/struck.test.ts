import { hushed } from '#test/support/scenes';
import type { Happening } from '#verification/prove/happenings';
import { playStory, type Sabotage } from '#verification/prove/play';
import type { Story } from '#verification/prove/story';
import * as sabotage from './sabotage.ts';
import * as worlds from './world-mutants.ts';

hushed();

const story = (healsAt: number, verifyWithin: number, more: Partial<Story> = {}): Story => ({
  parts: [{ runbook: { steps: ['restart'], verifyWithin }, healsAt }],
  happenings: [],
  seed: 1,
  ...more,
});

/** The first sweep fails; the next one, a minute later, makes up for it. */
const failedSweep: Happening = { at: 'sweep.read#1', fault: 'throttle' };

test.each<[rule: string, Sabotage, Story]>([
  ['one copy', sabotage.deadlineStaysArmed, story(0, 120)],
  ['no page for what has recovered', sabotage.deadlineStaysArmed, story(1, 120)],
  [
    'whoever has it is not rung',
    sabotage.deadlineStaysArmed,
    story(0, 180, { people: [{ at: 130, does: 'take' }] }),
  ],
  ['nobody sleeps on', worlds.nobodyIsWoken, story(1, 300)],
  [
    'a page is closed once its alarm has recovered',
    worlds.startsAreLost,
    story(0, 120, { happenings: [{ at: 'lambda.Invoke sweep#6', throwIn: 'recovery' }] }),
  ],
])('a sweep that failed minutes earlier does not excuse it: %s', async (rule, how, given) => {
  const one = { ...given, happenings: [failedSweep, ...given.happenings] };
  const undisturbed = await playStory(one);
  expect(undisturbed).toMatchObject({ complete: true, violations: [] });
  const { violations } = await playStory(one, how);
  expect(violations.map((violation) => violation.rule)).toContain(rule);
});
