import type { RunbookSpec } from '#define/index';
import { anAlarm, anEnvironment, aRunbook, reports, resolve, resolveFiles } from './fixtures.ts';

type When = RunbookSpec['when'];

const adopting = (id: string, when: When) => aRunbook({ id, when });
const nobody = anEnvironment({ runbooks: {} });
const values = anEnvironment({}).runbooks['shop-errors'] ?? {};
const both = anEnvironment({ runbooks: { first: values, second: values } });

/** What is wrong when two runbooks adopt so. */
const clashes = (first: When, second: When) =>
  resolve([adopting('first', first), adopting('second', second)], both).problems.map(
    ({ file, field }) => `${file} ${field}`,
  );

describe('two runbooks, one alarm', () => {
  test.each<[string, When, When, string]>([
    ['one name', { alarms: ['shop'] }, { alarms: ['cart', 'shop'] }, 'when.alarms[1]'],
    ['a name under a prefix', { alarms: [{ prefix: 'shop-' }] }, { alarms: ['shop-5xx'] }, 'when.alarms[0]'],
    [
      'a prefix over a name',
      { alarms: ['shop-5xx'] },
      { alarms: [{ prefix: 'shop-' }] },
      'when.alarms[0].prefix',
    ],
    [
      'one prefix within another',
      { alarms: [{ prefix: 'shop-' }] },
      { alarms: [{ prefix: 'shop-api-' }] },
      'when.alarms[0].prefix',
    ],
    ['a created alarm', { alarms: ['shop-quiet'] }, { creates: [anAlarm] }, 'when.creates[0].name'],
    ['a tag over a name', { alarms: ['shop-5xx'] }, { taggedWithin: '*-5xx' }, 'when.taggedWithin'],
    [
      'a tag over a prefix',
      { alarms: [{ prefix: 'shop-' }] },
      { taggedWithin: 'shop-*-5xx' },
      'when.taggedWithin',
    ],
    [
      'a tag within one name',
      { alarms: [{ prefix: 'shop-' }] },
      { taggedWithin: 'shop-5xx' },
      'when.taggedWithin',
    ],
  ])('%s', (_name, first, second, field) => {
    expect(clashes(first, second)).toEqual([`runbooks/second.ts ${field}`]);
  });

  test.each<[string, When, When]>([
    ['other names', { alarms: ['shop'] }, { alarms: ['shop-5xx'] }],
    ['prefixes that part', { alarms: [{ prefix: 'shop-a' }] }, { alarms: [{ prefix: 'shop-b' }] }],
    ['two tags: an alarm has one value for one tag', { taggedWithin: 'shop-*' }, { taggedWithin: 'shop-*' }],
    ['a tag beside a prefix', { alarms: [{ prefix: 'web-' }] }, { taggedWithin: 'shop-*' }],
    [
      'a tag for a name shorter than the prefix',
      { alarms: [{ prefix: 'shop-api' }] },
      { taggedWithin: 'shop' },
    ],
  ])('no clash: %s', (_name, first, second) => {
    expect(clashes(first, second)).toEqual([]);
  });

  test('of which the environment deploys one, is no clash: a sample adopts nothing where it has no values', () => {
    const [first, second] = [
      adopting('first', { alarms: ['shop'] }),
      adopting('second', { alarms: ['shop'] }),
    ];
    const one = anEnvironment({ runbooks: { second: values } });
    expect(resolve([first, second], one).problems).toEqual([]);
  });

  test('the problem names the other runbook and what it adopts', () => {
    const first = adopting('first', { alarms: [{ prefix: 'shop-' }] });
    const second = adopting('second', { alarms: ['shop-5xx'] });
    expect(resolve([first, second], both).problems).toEqual([
      {
        file: 'runbooks/second.ts',
        field: 'when.alarms[0]',
        found: '"shop-5xx"',
        expected:
          'alarms that no other runbook adopts; runbooks/first.ts adopts every alarm whose name starts with shop-',
      },
    ]);
  });
});

describe('one runbook', () => {
  const spec = (when: When) => aRunbook({ when });
  reports('that adopts nothing', spec({}), /^when: at least one alarm/);
  reports('that adopts an empty list', spec({ alarms: [], creates: [] }), /^when: at least one alarm/);
  reports(
    'that adopts everything',
    spec({ alarms: [{ prefix: '' }] }),
    /^when.alarms\[0\].prefix: at least 3/,
  );
  reports(
    'that adopts every tagged alarm',
    spec({ taggedWithin: '*' }),
    /^when.taggedWithin: a pattern that names/,
  );
  for (const taggedWithin of ['shop-**', 'shop-\\*'])
    reports(
      `with the pattern ${taggedWithin}, which EventBridge refuses or reads otherwise`,
      spec({ taggedWithin }),
      /^when.taggedWithin: a pattern without two \* in a row and without a backslash/,
    );
  reports(
    'with a pattern for a name',
    spec({ alarms: ['shop-*'] }),
    /^when.alarms\[0\]: an exact name; .* prefix/,
  );
  reports('with a pattern for a prefix', spec({ alarms: [{ prefix: 'shop-*' }] }), /prefix: .*without \*/);
});

describe('ids', () => {
  const file = (name: string, id: string) => ({
    file: `runbooks/${name}.ts`,
    spec: adopting(id, { alarms: [name] }),
  });

  test("each is its file's name, and nobody else has it", () => {
    const { problems } = resolveFiles([file('first', 'first'), file('second', 'first')], nobody);
    expect(problems.map(({ file, field, expected }) => `${file} ${field}: ${expected}`)).toEqual([
      "runbooks/second.ts id: the file's name without .ts, second",
      'runbooks/second.ts id: an id of its own; runbooks/first.ts has this one',
    ]);
  });

  test("none is that of the synthetic alarm's own runbook", () => {
    const { problems } = resolveFiles([file('synthetic', 'synthetic')], nobody);
    expect(problems.map(({ field, expected }) => `${field}: ${expected}`)).toEqual([
      "id: another id: the synthetic alarm's own runbook is called so",
    ]);
  });

  test.each(['Shop', '1shop', 'sh', 'x'.repeat(42), 'shop_errors'])('%s is none', (id) => {
    const [problem] = resolve([aRunbook({ id })], nobody).problems;
    expect(problem).toMatchObject({
      field: 'id',
      expected: expect.stringContaining('3 to 41 lower-case letters'),
    });
  });
});
