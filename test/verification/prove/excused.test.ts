import { hushed } from '#test/support/scenes';
import { playStory, type Sabotage } from '#verification/prove/play';
import type { Story } from '#verification/prove/story';
import { part, story } from './stories.ts';
import * as worlds from './world-mutants.ts';

hushed();

/** Its runbook is switched off 400 s into its incident, whose deadline is armed by then. */
const switchedOff: Partial<Story> = { people: [{ at: 400, does: 'off' }] };
const other = part(1, { service: 'other' });
const alsoBroken = part(0, { service: 'other' });
const unreadable = part(0, { tagged: true }, { given: 'unreadable tags' });

/** Loses what the phone would show from then on, in seconds after the story began. */
const deadFrom =
  (second: number): Sabotage =>
  (setup) => {
    setup.world.clock.after(second, () => worlds.phonesAreDead(setup));
  };

const back = 'what a person had is rung again';

/** Another alarm of the same service fires while a person has the first one's outage. When their time ends, only that one fires. */
const joins = (taken: number, again: number, verifyWithin: number): Story =>
  story([part(0, { verifyWithin }, { again: [again] }), part(0, {}, { after: 1_645 })], {
    people: [{ at: taken, does: 'take' }],
  });

/** What excuses nobody's silence: what says so, how nobody is told, and the story. */
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
  'the end of a person’s time, of two who took unrelated alarms': [
    back,
    deadFrom(700),
    story([part(0), alsoBroken], {
      people: [
        { at: 250, does: 'take' },
        { at: 250, does: 'take', part: 1 },
      ],
    }),
  ],
  'the end of a person’s time, for an alarm that joined meanwhile': [
    'told in time: made-1-errors',
    worlds.phonesAreDead,
    joins(250, 2_100, 400),
  ],
  'a page from before a person took the outage': [back, deadFrom(1_000), joins(800, 2_650, 120)],
};

test.each(Object.keys(silences))('%s excuses no silence', async (name) => {
  const [says, how, one] = silences[name] ?? expect.unreachable();
  expect(await playStory(one)).toMatchObject({ violations: [], complete: true });
  const { violations } = await playStory(one, how);
  const said = violations.map(({ rule, message }) => `${rule}: ${message}`).join('\n');
  expect(said).toContain(says);
});
