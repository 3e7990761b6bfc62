import { readFileSync } from 'node:fs';
import { hushed } from '#test/support/scenes';
import { unlikeWritten } from '#verification/prove/as-written';
import { deployedOf, loadSamples, specOf } from '#verification/prove/cast';
import { changes, type Edit, set, wrap } from '#verification/prove/mutants/mutant';
import { playStory } from '#verification/prove/play';
import type { Recipe, Story } from '#verification/prove/story';
import { Workers } from '#verification/prove/workers';
import { filesIn } from '../../support/imports.ts';
import { itemsOf, type Json, tampering } from './sabotage.ts';

hushed();

/** What the engine's table and its contract are called by; neither says what is right. */
const names = ['contractVersion', 'incidentPartition'];

test('the judge takes no standard from the engine', () => {
  const taken = ['verification/prove/kept.ts', ...filesIn('verification/prove/judge')].flatMap((file) => {
    const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
    const imports = text.matchAll(/^import \{([^}]*)\} from '#(?:core|define|drill|action)\//gm);
    return [...imports].flatMap(([, its = '']) => its.split(',').map((one) => one.trim()));
  });
  expect(taken.filter((name) => name !== '' && !names.includes(name))).toEqual([]);
});

const story = (part: Partial<Story['parts'][number]>): Story => ({
  parts: [{ runbook: { steps: ['restart'], verifyWithin: 120 }, healsAt: 0, ...part }],
  happenings: [],
  seed: 1,
});

/** Mistakes in what the engine itself takes for right, and a rule that sees each of them. */
const mistakes: readonly (readonly [string, readonly Edit[], Story, string])[] = [
  [
    'work that failed is taken for work that goes on',
    [
      wrap(
        'lib/core/action/work-kinds.ts',
        'readWorkEnded',
        "(real, ...given) => { const one = real(...given); return one?.state === 'failed' ? undefined : one; }",
      ),
    ],
    story({ runbook: { steps: ['work', 'flush'], work: 'fails', pageBy: 1_200 } }),
    'work that failed ends its step',
  ],
  [
    'a drill is over five hours late, and hides what breaks by then',
    [set('lib/drill/run.ts', 'drillOf', 'until', 'plusSeconds(endsAt, settleSeconds + 18_000)')],
    story({ drill: { at: 30, lasts: 400, but: 'its terminal dies' }, again: [900] }),
    'told in time',
  ],
  [
    'the fault of a drill has ten times its time',
    [
      set(
        'lib/drill/run.ts',
        'drillOf',
        'fault',
        '{ ...fault, endsAt: plusSeconds(now, 10 * lastsSeconds) }',
      ),
    ],
    story({ drill: { at: 30, lasts: 400, but: 'its terminal dies' } }),
    'a drill leaves no fault behind',
  ],
  [
    'a drill touches what its environment does not let it touch',
    [changes('lib/core/incident/drilled.ts', 'notNamed', '[]')],
    story({ runbook: { steps: ['flush'], verifyWithin: 120 }, drill: { at: 30, lasts: 400 } }),
    'a drill acts only on what it names',
  ],
  [
    'a person is paged four times as late as was written',
    [wrap('lib/define/defaults.ts', 'pageBySeconds', '(real, ...given) => 4 * real(...given)')],
    story({}),
    'a story comes to its end',
  ],
];

test.each(mistakes)('the judge sees that %s', async (_, edits, one, rule) => {
  const workers = new Workers(1, edits);
  try {
    const [played] = await workers.play([one], () => {});
    expect(played?.violations.map((violation) => violation.rule)).toContain(rule);
  } finally {
    await workers.close();
  }
});

const recipe: Recipe = { steps: ['restart', 'feature'], pageBy: 1_200 };
const part = { runbook: recipe };
const { runbook: deployed } = deployedOf(part, 0);
const { steps, recovered, guards, page } = deployed;
const stepsWith = (change: object) => ({ steps: steps.map((step) => ({ ...step, ...change })) });
const guarded = (change: object) => ({ guards: { ...guards, ...change } });

/** Each term that the judge goes by, in a deployed runbook that says something else. */
const otherwise: Readonly<Record<string, object>> = {
  mode: { mode: 'watch' },
  verifyWithin: stepsWith({ verifyWithinSeconds: 720 }),
  restoreAfter: stepsWith({ lease: { restoreAfterSeconds: 3_600, atMostSeconds: 1_500 } }),
  atMost: stepsWith({ lease: { restoreAfterSeconds: 300, atMostSeconds: 86_400 } }),
  approvalWithin: { approvalWithinSeconds: 480 },
  holdFor: { recovered: { ...recovered, holdForSeconds: 15 } },
  andMetric: { recovered: { ...recovered, andMetric: {} } },
  cooldown: guarded({ cooldownSeconds: 15 }),
  staleAfter: guarded({ staleAfterSeconds: 1_200 }),
  maxRunsPerDay: guarded({ maxRunsPerDay: 40 }),
  breaker: guarded({ breaker: { runsWithoutEffect: 10, restSeconds: 60 } }),
  massFailure: guarded({ massFailure: { ...guards.massFailure, incidents: 40 } }),
  urgency: { page: { ...page, urgency: 'low' } },
  pageBy: { page: { ...page, pageBySeconds: 4_800 } },
};

test.each(Object.entries(otherwise))('a runbook is not deployed with another %s', (term, change) => {
  const spec = specOf(part, 0);
  expect(unlikeWritten(part, spec, deployed)).toEqual([]);
  const said = unlikeWritten(part, spec, { ...deployed, ...change } as typeof deployed);
  expect(said.join()).toContain(`deployed with ${term} `);
});

test('what a sample does not say is deployed as documented', async () => {
  await loadSamples();
  const sample = { runbook: 'lambda-errors-after-deploy' };
  const spec = specOf(sample, 0);
  expect(spec.page.pageBy).toBeUndefined();
  const its = deployedOf(sample, 0).runbook;
  expect(unlikeWritten(sample, spec, its)).toEqual([]);
  const late = { ...its, page: { ...its.page, pageBySeconds: 3_600 } };
  expect(unlikeWritten(sample, spec, late)).toEqual([
    `${its.id} is deployed with pageBy 3600, and 900 was written`,
  ]);
});

test('a step that was written to ask is deployed so', async () => {
  await loadSamples();
  const sample = { runbook: 'rds-connections' };
  const its = deployedOf(sample, 0).runbook;
  expect(unlikeWritten(sample, specOf(sample, 0), its)).toEqual([]);
  const silent = { ...its, steps: its.steps.map(({ approval: _, ...step }) => step) };
  expect(unlikeWritten(sample, specOf(sample, 0), silent)).toEqual([
    `${its.id} is deployed with asks [false], and [true] was written`,
  ]);
});

/** Each incident is recorded with a hold of a second, whatever its runbook says. */
const recordsForgetTheHold = tampering((input) => {
  for (const { Put } of itemsOf(input)) {
    const { runbook: its } = (Put?.['Item'] ?? {}) as { runbook?: { recovered?: Json } };
    if (its?.recovered) its.recovered = { ...its.recovered, holdForSeconds: 1 };
  }
});

test('the judge takes no hold from the record of an incident', async () => {
  const recovers: Story = {
    ...story({ runbook: { steps: ['restart'], verifyWithin: 120, holdFor: 300 } }),
    happenings: [{ at: 'lambda.Invoke sweep#8', throwIn: 'recovery' }],
  };
  expect((await playStory(recovers)).violations).toEqual([]);
  const { violations } = await playStory(recovers, recordsForgetTheHold);
  expect(violations.map(({ rule }) => rule)).toContain('a page is closed only when its alarm has recovered');
});
