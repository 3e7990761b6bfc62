import { readFileSync } from 'node:fs';
import { changes, type Edit, set, wrap } from '#verification/prove/mutants/mutant';
import type { Story } from '#verification/prove/story';
import { Workers } from '#verification/prove/workers';
import { filesIn } from '../../support/imports.ts';

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
