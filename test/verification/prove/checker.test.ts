import { hushed } from '#test/support/scenes';
import type { Happening } from '#verification/prove/happenings';
import type { Counter } from '#verification/prove/judge/index';
import { playStory, type Sabotage } from '#verification/prove/play';
import type { Story } from '#verification/prove/story';
import * as sabotage from './sabotage.ts';
import { everyAlarmFires } from './world-mutants.ts';

hushed();

/** A story about a two-step runbook. */
const aStory = (healsAt: number, ...happenings: Happening[]): Story => ({
  parts: [{ runbook: { steps: ['restart', 'flush'] }, healsAt }],
  happenings,
  seed: 1,
});

/** Two alarms of one service, a minute apart, whose runbooks both restart it. */
const twoOnOneTarget: Story = {
  parts: [
    { runbook: { steps: ['restart'] }, healsAt: 0 },
    { runbook: { steps: ['restart'] }, healsAt: 0, after: 60 },
  ],
  happenings: [],
  seed: 1,
};

const twoCopies: Happening = { at: 'lambda.Invoke RestartEcsTasksFunctionArn#1', fault: 'two copies' };
const stopAll: Happening = { at: 'RestartEcsTasksFunctionArn#1 dynamodb.Query#1', throwIn: 'stop-all' };

/** A runbook that asks before it acts, and a person who answers, or none. */
const asking = (answer?: 'approve' | 'deny'): Story => ({
  parts: [
    {
      runbook: { steps: ['restart'], mode: 'approve', ...(answer ? { answer } : {}) },
      healsAt: answer === 'approve' ? 1 : 0,
    },
  ],
  happenings: [],
  seed: 1,
});

async function brokenBy(story: Story, how: Sabotage): Promise<string[]> {
  const { violations } = await playStory(story, how);
  return violations.map(
    ({ counter, message }) => `${counter}: ${message.replace(/\d{8}-\d{4}-\w{8}/g, 'X')}`,
  );
}

test.each<[string, Story]>([
  ['heals at its first step', aStory(1)],
  ['heals at its second step', aStory(2)],
  ['pages', aStory(0)],
  ['is invoked in two copies', aStory(1, twoCopies)],
  ['is stopped with everything else', aStory(1, stopAll)],
  ['meets another on its target', twoOnOneTarget],
  ['asks and is approved', asking('approve')],
  ['asks and is denied', asking('deny')],
  ['asks and is not answered', asking()],
])('the engine as it is keeps every promise when it %s', async (_, story) => {
  const { violations } = await playStory(story);
  expect(violations).toEqual([]);
});

describe('a broken engine is found out:', () => {
  test.each<[string, Counter, RegExp, Story, Sabotage]>([
    [
      'pages that go to the wrong topic',
      'silent',
      /was not OK again by its deadline, and nobody was told/,
      aStory(0),
      sabotage.pagesToTheWrongTopic,
    ],
    [
      'a deadline that is not taken back',
      'doublePaged',
      /paged 2 times, and nothing had failed/,
      aStory(0),
      sabotage.deadlineStaysArmed,
    ],
    [
      'a deadline that is not taken back after a recovery',
      'doublePaged',
      /was paged at .*, long after its alarm was OK/,
      aStory(1),
      sabotage.deadlineStaysArmed,
    ],
    [
      'a page with a key of its own',
      'doublePaged',
      /under a key of its own, while the page of/,
      aStory(0),
      (setup) => {
        sabotage.deadlineStaysArmed(setup);
        sabotage.keyOfItsOwn(setup);
      },
    ],
    [
      'a step that begins whatever is on record',
      'doubleActed',
      /2 invocations acted for step 1/,
      aStory(1, twoCopies),
      sabotage.startsUnconditionally,
    ],
    [
      'locks that only their own runbook sees',
      'doubleActed',
      /was acted on by incidents X and X at once/,
      twoOnOneTarget,
      sabotage.locksOfItsOwn,
    ],
    [
      'an action that does not ask for the switches',
      'harmful',
      /acted without having asked for the switches/,
      aStory(1, stopAll),
      sabotage.looksPastTheSwitches,
    ],
    [
      'an action that takes every alarm for one in ALARM',
      'harmful',
      /acted on an alarm that was not in ALARM/,
      aStory(1),
      everyAlarmFires,
    ],
    [
      'a step that approves itself',
      'harmful',
      /acted without an approval/,
      asking(),
      sabotage.approvesItself,
    ],
    [
      'a verdict that keeps its locks',
      'leaked',
      /The lock on .* is still held by X/,
      aStory(1),
      sabotage.keepsItsLocks,
    ],
  ])('%s', async (_, counter, message, story, how) => {
    const broken = (await brokenBy(story, how)).filter((line) => line.startsWith(`${counter}: `));
    expect(broken.length).toBeGreaterThan(0);
    expect(broken[0]).toMatch(message);
  });
});
