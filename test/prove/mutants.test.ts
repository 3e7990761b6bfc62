import { readFileSync } from 'node:fs';
import { guardMutants } from '../../prove/mutants/guards.ts';
import { edited, editedFile } from '../../prove/mutants/loader.ts';
import { outageMutants } from '../../prove/mutants/outage.ts';
import { protocolMutants } from '../../prove/mutants/protocol.ts';

const mutants = [...guardMutants, ...protocolMutants, ...outageMutants];
const docs = readFileSync(new URL('../../docs/proof.md', import.meta.url), 'utf8');

describe.each(mutants.map((mutant) => [mutant.name, mutant] as const))('the mutant: %s', (name, mutant) => {
  test('changes snippets that stand in the engine exactly once', () => {
    for (const { file, from } of mutant.edits) {
      const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
      expect(editedFile(file, mutant.edits)).not.toBe(source);
      expect(source.split(from)).toHaveLength(2);
    }
  });

  test('stands in docs/proof.md with what counts it', () => {
    expect(docs).toMatch(
      new RegExp(`^\\| ${escaped(name)} +\\| ${escaped(mutant.rule)} +\\| \`\\w+\` `, 'm'),
    );
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

test('the table in docs/proof.md names no other mutants', () => {
  const [, table = ''] = docs.split('<!-- mutants -->');
  const rows = table.trim().split('\n').slice(2);
  expect(rows).toHaveLength(mutants.length);
});

test('there is one for each guard and for each rule of the protocol', () => {
  const rules = new Set(mutants.map(({ rule }) => rule));
  for (let rule = 1; rule <= 15; rule++) expect(rules).toContain(String(rule));
  const guards = [
    'cooldown',
    'maxRunsPerDay',
    'breaker',
    'mass failure',
    'change freeze',
    'mode off',
    'stop-all',
    'stale event',
    "alarm's own switches",
    'data supports alarm',
    'allow-list',
    'lock',
  ];
  for (const guard of guards) expect(rules).toContain(guard);
});

test.each([
  ['that is not there', 'x = 2'],
  ['that is there twice', '1'],
])('a snippet %s is refused, loudly', (_, from) => {
  const edit = { file: 'a.ts', from, to: '' };
  expect(() => edited('x = 1; y = 1;', [edit])).toThrow(
    /^a\.ts holds the snippet ".*" \d times; once is expected\.$/,
  );
});
