import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '#cli/command-line';
import { Journal } from '#verification/prove/journal';
import { Tally } from '#verification/prove/tally';

const file = () => join(mkdtempSync(join(tmpdir(), 'journal-')), 'long.json');

const story = { parts: [{ runbook: { steps: ['flush'] }, healsAt: 0 }], happenings: [], seed: 1 } as const;
const violation = { counter: 'silent', rule: 'told in time', message: 'Nobody was told.' } as const;

/** A run that played two stories, of which one broke a promise. */
function interrupted(name: string): void {
  const tally = new Tally();
  const journal = new Journal(7, name);
  for (const violations of [[], [violation]])
    tally.add(story, { violations, cells: [], points: [], calls: 0, complete: true, verdicts: [] });
  journal.note('wide stories', 2, tally);
}

test('a run goes on where the one before ended, and counts what that one has found', () => {
  const name = file();
  interrupted(name);
  const [journal, tally] = [new Journal(7, name), new Tally()];
  journal.restore(tally);
  expect(journal.played('wide stories')).toBe(2);
  expect(journal.played('single faults')).toBe(0);
  expect(tally).toMatchObject({ scenarios: 2, failed: true, counts: { silent: 1, lied: 0 } });
  expect([...tally.failures.values()]).toEqual([{ story, ...violation }]);
});

test('a run of another seed is not gone on with', () => {
  const name = file();
  interrupted(name);
  expect(() => new Journal(8, name)).toThrow(
    `${name} is the journal of a run with seed 7, and this one has seed 8. Go on with --seed 7, or name another file.`,
  );
});

test.each([
  ['no JSON', () => 'nothing'],
  ['another thing', () => '{"seed":7}'],
  ['unknown keys', (text: string) => text.replace('"seed"', '"more": 1, "seed"')],
])('%s is refused', (_, instead) => {
  const name = file();
  interrupted(name);
  writeFileSync(name, instead(readFileSync(name, 'utf8')));
  expect(() => new Journal(7, name)).toThrow(CommandError);
});

test('without a file nothing is kept, and a run begins anew', () => {
  expect(new Journal(7).played('wide stories')).toBe(0);
});
