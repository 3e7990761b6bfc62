import { syntheticRunbook } from '#core/runbook/synthetic';
import { resolver } from '../evidence/account.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Judge } from '../judge.ts';
import { type EventCase, eventCases, stateChange } from './cases.ts';
import { type Answer, askRuler, prepareRuler, type Question } from './ruler.ts';
import { disagreement, questionOf, type Wildcard, wildcards } from './wildcards.ts';

/** Event patterns: every deployed rule against events of real shapes. */
export const patterns: Judge = {
  name: 'Event patterns',
  by: "AWS's event-ruler 1.8.1",
  prepare: async () => void (await prepareRuler()),
  judge: async (evidence) => {
    const rules = rulesOf(evidence);
    const cases = [...casesOf(rules, eventCases(evidence.runbooks)), ...endings(rules)];
    const pairs = wildcards();
    const planted = mistakes(rules);
    const answers = await askRuler([
      ...cases.map(({ question }) => question),
      ...planted.map(({ question }) => question),
      ...pairs.map(questionOf),
    ]);
    const ofPairs = answers.slice(cases.length + planted.length);
    const wrong = (one: Case, answer: Answer | undefined) =>
      !answer || 'refused' in answer || answer.matches !== one.expected;
    const compared = ofPairs.filter((answer) => 'matches' in answer).length;
    return {
      checked: `${cases.length} pairs of a rule and an event; ${compared} pairs of a wildcard and a name, ${pairs.length - compared} wildcards refused`,
      findings: [
        ...missing(evidence, rules),
        ...cases.flatMap((one, index) => (wrong(one, answers[index]) ? [sentence(one, answers[index])] : [])),
        ...pairs.flatMap((pair, index) => disagreement(pair, ofPairs[index] as Answer) ?? []),
      ],
      planted: [
        ...planted.map((one, index) => ({
          mistake: one.what,
          seen: wrong(one, answers[cases.length + index]),
        })),
        ...mistakenMatchers(pairs, ofPairs),
      ],
    };
  },
};

interface Rule {
  /** The runbook that it starts; `recovery` and `ended` are the engine's own. */
  readonly about: string;
  readonly pattern: object;
}

interface Case {
  readonly what: string;
  readonly question: Question;
  readonly expected: boolean;
}

function rulesOf({ deployed }: Evidence): Rule[] {
  const resolve = resolver(deployed);
  return Object.values(deployed.resources).flatMap(({ Type, Properties }) => {
    const { EventPattern, Name } = Properties;
    if (Type !== 'AWS::Events::Rule' || !EventPattern) return [];
    const pattern = resolve(EventPattern) as { source: string[] };
    const about = pattern.source.includes('aws.states')
      ? 'ended'
      : typeof Name === 'string'
        ? Name.replace(/^nightshift-[^-]+-/, '').replace(/\.\d+$/, '')
        : 'recovery';
    return [{ about, pattern }];
  });
}

/** Missing rules: they have no cases, so no case would show them. */
const missing = ({ runbooks }: Evidence, rules: readonly Rule[]): string[] =>
  [...runbooks.map(({ id }) => id), syntheticRunbook, 'recovery', 'ended']
    .filter((name) => !rules.some(({ about }) => about === name))
    .map((name) => `There is no rule for ${name}.`);

const casesOf = (rules: readonly Rule[], events: readonly EventCase[]): Case[] =>
  rules.flatMap(({ about, pattern }) =>
    events.map(({ what, event, starts, recovers }) => ({
      what: `${what}; the rule of ${about}`,
      question: { pattern, event },
      expected: about === 'recovery' ? recovers : starts.includes(about),
    })),
  );

/** An execution's end, in the shape of AWS's documentation (Step Functions, "Automating event delivery"). */
function endings(rules: readonly Rule[]): Case[] {
  const machine = (name: string) => `arn:aws:states:eu-central-1:111122223333:stateMachine:${name}`;
  const statuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
  const machines = [
    'nightshift-rehearsal-web-service-hung',
    'nightshift-other-x',
    'shop-nightshift-rehearsal-',
  ];
  return rules.flatMap(({ about, pattern }) =>
    machines.flatMap((name) =>
      statuses.map((status) => ({
        what: `An execution of ${name} is ${status}; the rule of ${about}`,
        question: {
          pattern,
          event: {
            source: 'aws.states',
            'detail-type': 'Step Functions Execution Status Change',
            detail: { stateMachineArn: machine(name), status },
          },
        },
        expected:
          about === 'ended' &&
          name.startsWith('nightshift-rehearsal-') &&
          ['FAILED', 'TIMED_OUT', 'ABORTED'].includes(status),
      })),
    ),
  );
}

const sentence = ({ what, expected }: Case, answer: Answer | undefined): string =>
  answer && 'refused' in answer
    ? `${what}: EventBridge refuses the pattern: ${answer.refused}`
    : `${what}: it ${expected ? 'does not match, and should' : 'matches, and should not'}.`;

/** Rules with a planted mistake, each with an event that shows it. */
function mistakes(rules: readonly Rule[]): Case[] {
  const changed = (about: string, from: string, to: string): object => {
    const text = JSON.stringify(rules.find((rule) => rule.about === about)?.pattern);
    if (!text.includes(from)) throw new Error(`The rule of ${about} does not say ${from}.`);
    return JSON.parse(text.replace(from, to));
  };
  const web = stateChange('web-storefront-hung', 'ALARM');
  const tagged = { 'nightshift:runbook': 'other' };
  return [
    {
      what: 'A prefix that became shorter.',
      question: { pattern: changed('web-service-hung', 'web-', 'w'), event: stateChange('wiki', 'ALARM') },
      expected: false,
    },
    {
      what: 'A name that is misspelled.',
      question: { pattern: changed('web-service-hung', 'web-', 'wed-'), event: web },
      expected: true,
    },
    {
      what: 'A rule that starts on any state.',
      question: {
        pattern: changed('web-service-hung', '"state":{"value":["ALARM"]},', ''),
        event: stateChange('web-storefront-hung', 'OK'),
      },
      expected: false,
    },
    {
      what: 'A rule that forgets the tag.',
      question: {
        pattern: changed('shop-pages-stale', '"alarmTags":{"nightshift:runbook":["shop-pages-stale"]},', ''),
        event: stateChange('shop-frontpage-stale', 'ALARM', tagged),
      },
      expected: false,
    },
    {
      what: 'A pattern that EventBridge does not take.',
      question: { pattern: changed('shop-pages-stale', 'shop-*', 'shop-**'), event: web },
      expected: false,
    },
  ];
}

const glob = (pattern: string, star: string, flags: string): RegExp => {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join(star)}$`, flags);
};

/** Matchers with one mistake each, in place of ours: at least one pair has to reveal each. */
function mistakenMatchers(pairs: readonly Wildcard[], answers: readonly Answer[]) {
  const matchers: Readonly<Record<string, (pair: Wildcard) => boolean>> = {
    'A matcher whose star does not stand for nothing.': ({ pattern, name }) =>
      glob(pattern, '.+', 's').test(name),
    'A matcher whose star stops at the end of a line.': ({ pattern, name }) =>
      glob(pattern, '.*', '').test(name),
  };
  return Object.entries(matchers).map(([mistake, matches]) => ({
    mistake,
    seen: pairs.some((pair, index) => {
      const answer = answers[index];
      return answer !== undefined && 'matches' in answer && matches(pair) !== answer.matches;
    }),
  }));
}
