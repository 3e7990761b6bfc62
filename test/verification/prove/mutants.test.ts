import { guards } from '#core/guards/derived';
import { rules } from '#verification/prove/judge/index';
import { mutants } from '#verification/prove/mutants/all';
import { readCatches } from '#verification/prove/mutants/caught';
import { edited, editedFile } from '#verification/prove/mutants/loader';
import {
  call,
  test as condition,
  constant,
  drop,
  type Edit,
  set,
  wrap,
} from '#verification/prove/mutants/mutant';

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
  'the mutant "%s" can be made of the engine as it is',
  (_, { edits }) => {
    for (const file of new Set(edits.map((edit) => edit.file))) {
      expect(editedFile(file, edits)).not.toBe(editedFile(file, []));
    }
  },
);

const imported = mutants.flatMap(({ name, edits }) =>
  edits.flatMap(({ change }) =>
    'code' in change
      ? [...change.code.matchAll(/import\(["']([^"']+)["']\)/g)].map(
          ([, module = '']) => [name, module] as const,
        )
      : [],
  ),
);

// One that fails as it is made may be caught, and says nothing about its mistake.
test.each(imported)('the mutant "%s" imports %s, which is there', async (_, module) => {
  await expect(import(module)).resolves.toBeDefined();
});

test('each mutant has a name of its own', () => {
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
});

test('for each that is not equivalent, and for no other, a story is kept with the rule that it breaks', () => {
  const catches = readCatches();
  const known = mutants.filter((mutant) => !mutant.equivalent).map(({ name }) => name);
  expect([...catches.keys()].sort()).toEqual(known.sort());
  const counted = rules.map(({ counter, name }) => `${counter}: ${name}`);
  for (const { counter, rule } of catches.values()) expect(counted).toContain(`${counter}: ${rule}`);
});

test('there is one for each guard and for each rule of the protocol', () => {
  const rules = new Set(mutants.map(({ rule }) => rule));
  for (let rule = 1; rule <= 17; rule++) expect(rules).toContain(String(rule));
  const declared = guards.flatMap(({ proof }) => ('rule' in proof ? proof.rule : []));
  expect(declared).toContain('cooldown');
  const more = [
    'mode off',
    'stop-all',
    "alarm's own switches",
    'data supports alarm',
    'allow-list',
    'lock',
    'approval',
  ];
  for (const guard of [...declared, ...more]) expect(rules).toContain(guard);
});

const source = `// A comment with “quotes”.
export async function look(x: number): Promise<number> {
  if (x > 1) return send({ Key: 'é', ConsistentRead: true });
  return x > 0 ? 1 : 2;
}
const send = (o: object): number => Object.keys(o).length;
export const most = 3;
`;

test.each<[string, Edit, string]>([
  [
    'a function is wrapped',
    wrap('a.ts', 'look', '(real, x) => real(x + 1)'),
    'async function lookReal(x: number)',
  ],
  [
    'a function that is not exported is wrapped',
    wrap('a.ts', 'send', '() => 0'),
    'const sendReal = (o: object)',
  ],
  ['a constant has another value', constant('a.ts', 'most', '99'), 'export const most = 99;'],
  ['a property is left out', drop('a.ts', 'look', 'ConsistentRead'), "send({ Key: 'é',  })"],
  ['a property has another value', set('a.ts', 'look', 'ConsistentRead', 'false'), 'ConsistentRead: false }'],
  [
    'a call becomes another',
    call('a.ts', 'look', 'send', '($&) + 1'),
    "(send({ Key: 'é', ConsistentRead: true })) + 1",
  ],
  ['a condition becomes another', condition('a.ts', 'look', 2, '!($&)'), 'return !(x > 0) ? 1 : 2;'],
])('%s, wherever it stands in its file', (_, edit, expected) => {
  expect(edited(source, [edit])).toContain(expected);
  expect(edited(`\n\n/* ${'x'.repeat(500)} */\n${source}`, [edit])).toContain(expected);
});

test.each<[string, Edit]>([
  ['a symbol', wrap('a.ts', 'gone', '() => 0')],
  ['a property', drop('a.ts', 'look', 'TableName')],
  ['a call', call('a.ts', 'look', 'publish', 'undefined')],
  ['a condition', condition('a.ts', 'look', 3, 'true')],
])('%s that is not there is refused, loudly', (_, edit) => {
  expect(() => edited(source, [edit])).toThrow(/^a\.ts: \w+ can't get this mistake \(\w+\): /);
});
