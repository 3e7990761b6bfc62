import { hushed } from '#test/support/scenes';
import { playStory, type Sabotage } from '#verification/prove/play';
import type { Part, Recipe, Story } from '#verification/prove/story';
import * as worlds from './world-mutants.ts';

hushed();

const part = (healsAt: number, recipe: Partial<Recipe> = {}, more: Partial<Part> = {}): Part => ({
  runbook: { steps: ['restart'], verifyWithin: 120, ...recipe },
  healsAt,
  ...more,
});

const story = (parts: readonly Part[], more: Partial<Story> = {}): Story => ({
  ...{ parts, happenings: [], seed: 1 },
  ...more,
});

/** Its runbook is switched off 400 s into its incident, whose deadline is armed by then. */
const switchedOff: Partial<Story> = { people: [{ at: 400, does: 'off' }] };
const other = part(1, { service: 'other' });
const unreadable = part(0, { tagged: true }, { given: 'unreadable tags' });

/** What excuses nobody's silence: the rule that says so, how nobody is told, and the story. */
const silences: Readonly<Record<string, readonly [string, Sabotage, Story]>> = {
  'another alarm’s event that comes twice': [
    'told in time',
    worlds.phonesAreDead,
    story([part(0), other], { ...switchedOff, happenings: [{ at: 'OK#1', event: 'twice' }] }),
  ],
  'its own event that comes twice': [
    'told in time',
    worlds.phonesAreDead,
    story([part(0)], { ...switchedOff, happenings: [{ at: 'ALARM#1', event: 'twice' }] }),
  ],
  'another alarm’s event that is lost': [
    'told in time',
    worlds.phonesAreDead,
    story([part(0), other], { ...switchedOff, happenings: [{ at: 'OK#1', event: 'lost' }] }),
  ],
  'unreadable tags, where another alarm’s event is lost': [
    'told in time',
    worlds.phonesAreDead,
    story([unreadable, other], { happenings: [{ at: 'OK#1', event: 'lost' }] }),
  ],
  'the end of an execution that is heard of twice': [
    'told in time',
    worlds.phonesAreDead,
    story([part(0), other], { ...switchedOff, happenings: [{ at: 'ENDED#1', event: 'twice' }] }),
  ],
};

test.each(Object.keys(silences))('%s excuses no silence', async (name) => {
  const [rule, how, one] = silences[name] ?? expect.unreachable();
  expect(await playStory(one)).toMatchObject({ violations: [], complete: true });
  const { violations } = await playStory(one, how);
  expect(violations.map((broken) => broken.rule)).toContain(rule);
});
