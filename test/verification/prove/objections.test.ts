import { hushed } from '#test/support/scenes';
import { playStory, type Sabotage } from '#verification/prove/play';
import type { Circumstance, Part, Recipe, Story } from '#verification/prove/story';
import * as blind from './blind-worlds.ts';
import * as sabotage from './sabotage.ts';
import { part, story } from './stories.ts';
import * as worlds from './world-mutants.ts';

hushed();

const alone = (one: Part, more?: Partial<Story>): Story => story([one], more);

const heals = alone(part(1));

/** Two steps, of which none helps. */
const twoSteps = (recipe: Partial<Recipe> = {}, more: Partial<Story> = {}): Story =>
  alone(part(0, { steps: ['restart', 'flush'], ...recipe }), more);

/** Its second step would be too late to be verified, and its third one too late to begin. */
const shortDeadline = alone(part(0, { steps: ['restart', 'flush', 'restart'], pageBy: 210 }), {
  weather: { schedules: 'never' },
});

const given = (circumstance: Circumstance, recipe: Partial<Recipe> = {}): Story =>
  alone({ ...part(1, recipe), given: circumstance });

const massFailure: Story = {
  parts: [0, 1, 2, 3].map((number) => part(0, { massFailure: 2, service: `shop-${number}` })),
  happenings: [],
  seed: 1,
};

const stopAll = alone(part(1), {
  happenings: [{ at: 'RestartEcsTasksFunctionArn#1 dynamodb.Query#1', throwIn: 'stop-all' }],
});

/** For each objection what is done to the world, and a story in which that lets a step act all the same. */
const spoken: readonly (readonly [objection: string, Sabotage, Story])[] = [
  ['in a dry run', blind.dryRunsAct, heals],
  ['without having asked for the switches', sabotage.looksPastTheSwitches, stopAll],
  [
    'after everything was stopped',
    blind.switchesLookUntouched,
    twoSteps({}, { people: [{ at: 150, does: 'stop-all' }] }),
  ],
  [
    'after it had lost its lock',
    blind.locksNeedNoHolder,
    twoSteps({}, { happenings: [{ at: 'VerifyFunctionArn#1 dynamodb.Query#1', throwIn: 'lost lock' }] }),
  ],
  ['without having asked for the alarm', blind.stepsReadNoAlarm, heals],
  [
    'on an alarm that was not in ALARM',
    worlds.everyAlarmFires,
    alone(part(1, { steps: ['restart', 'flush'] })),
  ],
  ['after the page deadline', blind.deadlinesLookFar, shortDeadline],
  ['too late to be verified before the page', blind.deadlinesLookFar, shortDeadline],
  ['after a person was asked to take over', blind.pagesAsItActs, twoSteps({ steps: ['restart', 'restart'] })],
  [
    'though a person had denied it',
    blind.denialsLookApproved,
    alone(part(1, { mode: 'approve', answer: 'deny' })),
  ],
  ['without an approval', sabotage.approvesItself, alone(part(0, { mode: 'approve' }))],
  ['for an alarm that nobody knows', blind.strangersAct, heals],
  [
    'though its runbook is in mode off',
    blind.switchesLookUntouched,
    twoSteps({}, { people: [{ at: 150, does: 'off' }] }),
  ],
  ["though the alarm's own data did not agree with its state", blind.everyMetricIsBad, given('forged state')],
  ["though the alarm's own actions are disabled", blind.actionsLookEnabled, given('actions disabled')],
  ["though the alarm's actions are suppressed", blind.nothingLooksSuppressed, given('suppressed')],
  ['though the alarm is muted', blind.nothingLooksMuted, given('muted')],
  ['in a change freeze', blind.calendarsLookOpen, given('change freeze', { calendar: true })],
  [
    'on a target that its runbook does not allow',
    blind.foreignersLookAllowed,
    given('foreign target', { allows: ['shop'] }),
  ],
  [
    'on a target that only the event has named',
    blind.alarmsNameTheForeigner,
    given('forged event', { allows: '*' }),
  ],
  [
    'though its alarm is too slow to show that a step helped',
    worlds.periodsLookShort,
    alone({ ...part(0), period: 300 }),
  ],
  ['on an event that was too old', blind.eventsLookFresh, heals],
  ['asked in a contract that it was not built for', blind.stepsTakeAnyContract, heals],
  [
    'on what a person had taken over',
    blind.takingDoesNothing,
    twoSteps({}, { people: [{ at: 150, does: 'take' }] }),
  ],
  ['within the cooldown', blind.runsLookForgotten, alone(part(1, { cooldown: 1_800 }, { again: [900] }))],
  [
    'for the 3th time in a day',
    blind.runsLookForgotten,
    alone(part(1, { maxRunsPerDay: 2 }, { again: [700, 1_400] })),
  ],
  [
    'with its breaker open',
    blind.runsLookForgotten,
    alone(part(0, { breaker: 2 }, { again: [1_400, 2_800] })),
  ],
  ['in a mass failure', worlds.nothingIsCounted, massFailure],
  ['before step 1 had its full time', blind.stepsLookOld, twoSteps()],
];

test.each(spoken)('a step that acts %s is found out', async (objection, how, one) => {
  expect((await playStory(one)).violations).toEqual([]);
  const said = (await playStory(one, how)).violations
    .filter(({ rule }) => rule === 'nothing acts where it must not')
    .map(({ message }) => message.replace(/^.* acted /, ''));
  expect(said).toContain(`${objection}.`);
});
