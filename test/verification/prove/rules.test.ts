import { hushed } from '#test/support/scenes';
import { corpus } from '#verification/prove/corpus';
import { rules } from '#verification/prove/judge/index';
import { playStory, type Sabotage } from '#verification/prove/play';
import { situations } from '#verification/prove/situations';
import type { Part, Story } from '#verification/prove/story';
import * as sabotage from './sabotage.ts';
import { part, story } from './stories.ts';
import * as worlds from './world-mutants.ts';

hushed();

const heals = story([part(1)]);
const pages = story([part(0)]);

/** A step that acts twice, or two incidents on one target. */
const twoCopies = story([part(1)], {
  happenings: [{ at: 'lambda.Invoke RestartEcsTasksFunctionArn#1', fault: 'two copies' }],
});
const twoOnOneTarget = story([part(0), part(0, {}, { after: 60 })]);

const massFailure = story(
  [0, 1, 2, 3, 4].map((number) => part(0, { massFailure: 2, service: `shop-${number}` })),
);

/** Its execution dies, nobody hears of it, and its event comes again. */
const diesAlone = story([part(0, { verifyWithin: 180 })], {
  happenings: [
    { at: 'ENDED#1', event: 'lost' },
    { at: 'lambda.Invoke VerifyFunctionArn#1', throwIn: 'dead execution' },
    { at: 'lambda.Invoke sweep#3', throwIn: 'second delivery' },
  ],
});

/** Beside another alarm, about which a call fails: that excuses nothing. */
const besideAFailure = (one: Part, more: Partial<Story> = {}): Story =>
  story([one, part(0, { service: 'other' }, { after: 60 })], {
    ...more,
    happenings: [
      { at: 'AdmitFunctionArn#2 dynamodb.TransactWrite#1', fault: 'error before' },
      ...(more.happenings ?? []),
    ],
  });

const undelivered = story([part(0)], { happenings: [{ at: 'ALARM#1', event: 'undeliverable' }] });

/** Its alarm has periods of five minutes, and the fix of another one heals its service, too. */
const slowJoiner = corpus().find(({ what }) => what.startsWith('A joiner whose alarm takes'))?.story ?? heals;

/** A second alarm of the same service, in the second in which the first one's recovery is written down. */
const joinsAtTheEnd = situations(1).filter(
  ({ parts, order }) => order !== undefined && parts.length === 2 && parts[1]?.after === 200,
);

/** A drill of a service that no step heals, which ends after 900 s whatever becomes of it. */
const drill = story([part(0, {}, { drill: { at: 30, lasts: 900 } })]);

/** A drill whose mark names another target than the runbook's. */
const drillElsewhere = story([
  part(0, {}, { drill: { at: 30, lasts: 600, but: 'it names another target' } }),
]);

/** A step that turns a feature off for a while. */
const feature = (healsAt: number, more: Partial<Part> = {}): Part =>
  part(healsAt, { steps: ['feature'] }, more);

const deadlineStaysWithAKeyOfItsOwn: Sabotage = (setup) => {
  sabotage.deadlineStaysArmed(setup);
  sabotage.keyOfItsOwn(setup);
};

/** No phone shows anything, and the reconciler finds no alarm that fires. */
const unheardOf: Sabotage = (setup) => {
  worlds.phonesAreDead(setup);
  worlds.everyAlarmIsOk(setup);
};

/** For each rule what the world does, or what it is made to do, and stories in which that breaks the rule. */
const brokenBy: Readonly<Record<string, readonly [Sabotage, ...Story[]]>> = {
  'told in time': [worlds.noticesAreLost, twoOnOneTarget],
  'dead letters are read': [unheardOf, undelivered],
  'a duplicate has somebody to leave it to': [worlds.everyExecutionRuns, diesAlone],
  'an escalation is told': [worlds.phonesAreDead, pages],
  'the owner hears of a recovery': [
    worlds.noticesAreLost,
    besideAFailure(part(1), { people: [{ at: 200, does: 'off', part: 1 }] }),
  ],
  'one outage, one page': [deadlineStaysWithAKeyOfItsOwn, pages],
  'one copy': [sabotage.deadlineStaysArmed, besideAFailure(part(0))],
  'no page for what has recovered': [sabotage.deadlineStaysArmed, besideAFailure(part(1))],
  'a joiner waits for its own alarm': [worlds.periodsLookShort, slowJoiner],
  'no page for what a step heals': [worlds.everyAlarmFires, besideAFailure(part(1, { verifyWithin: 180 }))],
  'a mass failure lists an alarm once': [worlds.linesComeTwice, massFailure],
  'a mass failure lists what nobody has': [
    sabotage.staysOnTheList,
    story(
      [0, 0, 0].map((after) => part(0, { massFailure: 1 }, { after })),
      { people: [{ at: 72, does: 'take', part: 2 }] },
    ),
  ],
  'one page for what cannot be recorded': [
    sabotage.marksOfItsOwn,
    story([part(0, { steps: [] }), part(0, { steps: [] }, { after: 60 })], {
      happenings: [1, 2].map((page) => ({
        at: `PageFunctionArn#${page} dynamodb.Query#1`,
        fault: 'throttle' as const,
      })),
    }),
  ],
  'whoever has it is not rung': [
    sabotage.deadlineStaysArmed,
    besideAFailure(part(0, { verifyWithin: 180 }), { people: [{ at: 130, does: 'take' }] }),
  ],
  'a mass failure is one page': [
    worlds.nothingIsCounted,
    {
      ...massFailure,
      happenings: [{ at: 'AdmitFunctionArn#2 dynamodb.TransactWrite#1', fault: 'error before' }],
    },
  ],
  'a page is closed once its alarm has recovered': [
    worlds.startsAreLost,
    besideAFailure(part(0), { happenings: [{ at: 'lambda.Invoke sweep#6', throwIn: 'recovery' }] }),
  ],
  'what a person had is rung again': [
    worlds.phonesAreDead,
    story([part(0), part(0, { service: 'other' }, { after: 2_400 })], {
      people: [{ at: 250, does: 'take' }],
      happenings: [{ at: 'AdmitFunctionArn#2 dynamodb.TransactWrite#1', fault: 'error before' }],
    }),
  ],
  'a step acts once': [sabotage.startsUnconditionally, twoCopies],
  'one incident on a target at a time': [sabotage.locksOfItsOwn, twoOnOneTarget],
  'nothing acts where it must not': [
    sabotage.looksPastTheSwitches,
    story([part(1)], {
      happenings: [{ at: 'RestartEcsTasksFunctionArn#1 dynamodb.Query#1', throwIn: 'stop-all' }],
    }),
  ],
  'nothing is left': [sabotage.keepsItsLocks, heals],
  'nobody sleeps on': [worlds.nobodyIsWoken, besideAFailure(part(1, { verifyWithin: 300 }))],
  'nobody joins what has ended': [worlds.checksHold, ...joinsAtTheEnd],
  'suppressed has a cause': [worlds.actionsLookDisabled, pages],
  'a recovery was one': [worlds.everyAlarmIsOk, pages],
  'told means told': [worlds.phonesAreDead, pages],
  'a page is closed only when its alarm has recovered': [
    worlds.looksOkOncePaged,
    story([part(0, { holdFor: 300 })], { happenings: [{ at: 'lambda.Invoke sweep#8', throwIn: 'flap' }] }),
  ],
  'a page names its alarm': [worlds.messagesNameNoAlarm, pages],
  'a page names an alarm': [worlds.messagesNameNoAlarm, pages],
  'one verdict': [worlds.timelinesRepeat, heals],
  'what is on record was done, and what was done is on record': [worlds.attemptsAreLost, heals],
  'work that failed ends its step': [
    worlds.nobodyIsWoken,
    story([part(0, { steps: ['work', 'flush'], work: 'fails', pageBy: 1_200 })]),
  ],
  'what only reads changes nothing': [worlds.lookersRestart, story([part(0)], { diagnoses: true })],
  'a lease ends, or somebody is told': [worlds.phonesAreDead, story([feature(0)])],
  'nothing is restored over a stranger': [
    sabotage.leasesNameNobody,
    story([feature(1)], { strangers: [400] }),
  ],
  'nothing is restored while its alarm is on': [worlds.looksOkOncePaged, story([feature(0)])],
  'nothing is restored on what a person has': [
    sabotage.restoresWhateverIsKept,
    story([part(0, { steps: ['feature'], pageBy: 480 })], {
      happenings: [{ at: 'lambda.Invoke sweep#9', throwIn: 'recovery' }],
      people: [{ at: 480, does: 'take' }],
    }),
  ],
  'a drill acts only on what it names': [sabotage.marksNameEverything, drillElsewhere],
  'a drill leaves no fault behind': [worlds.nothingMends, drill],
  'a second switch-off is counted': [
    sabotage.leasesCountNobody,
    story([feature(1), feature(0, { after: 330 })]),
  ],
};

test.each(rules.map(({ name }) => name))('the rule "%s" speaks where it is broken', async (name) => {
  const [how, ...stories] = brokenBy[name] ?? [];
  expect(how).toBeDefined();
  const spoken = new Set<string>();
  for (const one of stories) {
    expect((await playStory(one)).violations).toEqual([]);
    for (const { rule } of (await playStory(one, how)).violations) spoken.add(rule);
  }
  expect([...spoken]).toContain(name);
});

test('there is a world for each rule, and for no other', () => {
  expect(Object.keys(brokenBy).sort()).toEqual(rules.map(({ name }) => name).sort());
});
