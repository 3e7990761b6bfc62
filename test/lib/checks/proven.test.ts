import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { readProven } from '#checks/proven';
import { cannotEnd, type Proven, provenText } from '#core/drill/proven';
import { loadProven, writeProven } from '#project/proven';

const now = new Date('2026-03-10T12:00:00.000Z');
const file = 'runbooks/proven/shop-errors.json';

const evidence: Proven = {
  runbook: 'shop-errors',
  version: 'a'.repeat(64),
  environment: 'staging',
  account: '111122223333',
  incident: '20260301-0300-0123abcd',
  fault: { injector: 'fis', name: 'aws:ecs:task-kill-process' },
  control: { incident: '20260301-0200-0123abcd', recovered: false },
  step: 1,
  who: 'Robin',
  when: '2026-03-01T03:04:05.000Z',
};

/** What is said of a file with this text, field by field. */
function said(text: string, name = file, runbooks = ['shop-errors', 'other-errors']): string[] {
  const { proven, problems } = readProven([{ file: name, text }], runbooks, now);
  // A file with a mistake proves nothing.
  expect(proven.size).toBe(problems.length > 0 ? 0 : 1);
  return problems.map(({ field, expected }) => `${field}: ${expected}`);
}

const saidOf = (changes: Readonly<Record<string, unknown>>): string[] =>
  said(JSON.stringify({ ...evidence, ...changes }));

describe('a file is refused', () => {
  test.each([
    ['is empty', ''],
    ['is cut short', provenText(evidence).slice(0, -20)],
    ['is another kind of file', 'export default {}'],
  ])('that %s', (_, text) => {
    expect(said(text)).toEqual(['export default: JSON']);
  });

  test('that is JSON of something else', () => {
    expect(said('[]')).toEqual([
      'export default: the evidence of a drill, as `nightshift drill --record` writes it',
    ]);
  });

  test('with every mistake at once', () => {
    const problems = saidOf({
      version: 'main',
      incident: 'INC-7',
      account: 111122223333,
      whom: 'x',
      who: undefined,
    });
    expect(problems.map((one) => one.split(':')[0])).toEqual(['version', 'account', 'incident', 'whom']);
  });

  test.each(Object.keys(evidence))('without its field %s', (field) => {
    const [problem, ...more] = saidOf({ [field]: undefined });
    expect(more).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${field}: `));
  });

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['for another runbook than the file is called after', { runbook: 'other-errors' }, 'runbook'],
    ['of a version that was shortened', { version: 'a'.repeat(12) }, 'version'],
    ['healed in the future', { when: '2026-03-10T12:05:01.000Z' }, 'when'],
    ['healed before its incident began', { when: '2026-03-01T02:59:59.000Z' }, 'when'],
    ['healed long after its incident began', { when: '2026-03-09T03:04:05.000Z' }, 'when'],
    ['of a day that no calendar has', { incident: '20261301-0300-0123abcd' }, 'when'],
    ['with a time of another clock', { when: '2026-03-01T04:04:05.000+01:00' }, 'when'],
    [
      'whose control is the drill itself',
      { control: { incident: evidence.incident, recovered: false } },
      'control.incident',
    ],
    [
      'whose fault ended by itself in the control',
      { control: { incident: '20260301-0200-0123abcd', recovered: true } },
      'control.recovered',
    ],
    ['whose control is a sentence', { control: 'was not needed' }, 'control'],
    ['of no step', { step: 0 }, 'step'],
  ])('that is %s', (_, changes, field) => {
    const problems = saidOf(changes);
    expect(new Set(problems.map((one) => one.split(': ')[0]))).toContain(field);
  });

  test('for a runbook that is not there', () => {
    expect(said(provenText(evidence), file, ['shop-error'])).toEqual([
      'runbook: the id of a runbook; did you mean `shop-error`?; without its runbook the file is of no use',
    ]);
  });
});

test('one file with a mistake hides none of the others', () => {
  const other = { ...evidence, runbook: 'other-errors' };
  const sources = [
    { file, text: '{}' },
    { file: 'runbooks/proven/other-errors.json', text: provenText(other) },
    { file: 'runbooks/proven/third.json', text: '' },
  ];
  const { proven, problems } = readProven(sources, ['shop-errors', 'other-errors'], now);
  expect([...proven]).toEqual([['other-errors', other]]);
  expect(new Set(problems.map((one) => one.file))).toEqual(new Set([file, 'runbooks/proven/third.json']));
});

describe('evidence that is written', () => {
  test('is read as it was, with a control and without', () => {
    for (const one of [evidence, { ...evidence, control: cannotEnd } as const]) {
      expect(readProven([{ file, text: provenText(one) }], ['shop-errors'], now)).toEqual({
        proven: new Map([['shop-errors', one]]),
        problems: [],
      });
    }
  });

  test('has the same bytes whatever order its fields come in, and ends with one newline', () => {
    const fields = Object.entries(evidence);
    fc.assert(
      fc.property(fc.shuffledSubarray(fields, { minLength: fields.length }), (shuffled) => {
        const control = { recovered: false, incident: '20260301-0200-0123abcd' };
        const text = provenText({ ...(Object.fromEntries(shuffled) as Proven), control });
        expect(text).toBe(provenText(evidence));
        expect(text).toMatch(/[^\n]\n$/);
      }),
    );
  });

  test('lies in the project, replaces what was there, and is found again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nightshift-proven-'));
    try {
      const root = pathToFileURL(`${folder}/`);
      expect(loadProven(root)).toEqual([]);
      expect(writeProven(evidence, root)).toBe(file);
      writeProven({ ...evidence, who: 'Sam' }, root);
      writeFileSync(join(folder, 'runbooks/proven/.DS_Store'), 'of a file manager');
      expect(loadProven(root)).toEqual([{ file, text: provenText({ ...evidence, who: 'Sam' }) }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
