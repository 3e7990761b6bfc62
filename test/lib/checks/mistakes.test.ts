import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { actions as registered } from '#action/register';
import { formatProblems, resolveRunbooks } from '#checks/resolve';
import { fromEnvironment } from '#define/index';
import {
  accepts,
  anEnvironment,
  aRunbook,
  reports,
  resolve,
  resolveFiles,
  restartWith,
  withSteps,
} from './fixtures.ts';

const adopting = (...alarms: string[]) => aRunbook({ when: { alarms } });

describe('what no alarm can be called', () => {
  const arn = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:shop-5xx';
  reports('an ARN', adopting(arn), /^when.alarms\[0\]: the alarm's name, not its ARN: "shop-5xx"$/);
  reports(
    "another thing's ARN",
    adopting('arn:aws:sns:us-east-1:1:shop'),
    /^when.alarms\[0\]: .*not an ARN$/,
  );
  reports(
    'a trailing space',
    adopting('shop-5xx '),
    /^when.alarms\[0\]: .*without spaces around it: "shop-5xx"$/,
  );
  reports(
    '300 characters',
    adopting('x'.repeat(300)),
    /^when.alarms\[0\]: .*at most 255 characters; this has 300$/,
  );
  reports('a control character', adopting('shop\u00075xx'), /^when.alarms\[0\]: .*no control characters$/);
  reports(
    'an ARN as a prefix',
    aRunbook({ when: { alarms: [{ prefix: arn }] } }),
    /^when.alarms\[0\].prefix: .*not its ARN/,
  );
  reports(
    'an ARN as a pattern',
    aRunbook({ when: { taggedWithin: `${arn}*` } }),
    /^when.taggedWithin: .*not its ARN/,
  );
  reports('a delayed page of an ARN', aRunbook(), /^delayedPages\[0\]: .*not its ARN/, {
    ...anEnvironment(),
    delayedPages: [arn],
  });
  accepts('255 characters, spaces and signs within', adopting(`shop 5xx: "über" ${'x'.repeat(237)}`));
});

describe('a value that is missing', () => {
  const reading = withSteps(restartWith({ service: fromEnvironment('service') }));
  reports(
    'in an entry of the environment',
    reading,
    /^runbooks.shop-errors.service: a value, which runbooks\/shop-errors.ts reads; .*modes: \{ 'shop-errors': 'off' \}$/,
  );
  test('is the way to leave a runbook out, where its mode says that it is off', () => {
    const { problems, notDeployed } = resolve([reading], {
      ...anEnvironment(),
      modes: { 'shop-errors': 'off' },
    });
    expect(problems).toEqual([]);
    expect(notDeployed).toEqual([{ id: 'shop-errors', why: expect.stringContaining('lacks service') }]);
  });
});

describe('regions', () => {
  const inRegion = (region: string) => ({ ...anEnvironment(), region });
  reports('of China', aRunbook(), /^region: a region of the partition aws.*aws-cn/, inRegion('cn-north-1'));
  reports('of GovCloud', aRunbook(), /^region: .*aws-us-gov/, inRegion('us-gov-west-1'));
  reports('of the European Sovereign Cloud', aRunbook(), /^region: .*aws-eusc/, inRegion('eusc-de-east-1'));
  test.each(['eu-central-1', 'us-east-1', 'ap-southeast-5', 'mx-central-1'])('%s is served', (region) => {
    expect(resolve([aRunbook()], inRegion(region)).problems).toEqual([]);
  });
});

test('a backup that is the same mailbox in other letters is no second path', () => {
  const { routes } = anEnvironment();
  const backup = [{ protocol: 'email' as const, endpoint: 'ON-CALL@shop.test' }];
  const { problems } = resolve([aRunbook()], { ...anEnvironment(), routes: { ...routes, backup } });
  expect(problems).toMatchObject([{ field: 'routes.backup' }]);
});

test('a file whose name can be no id is to be renamed, not its id', () => {
  const { problems } = resolveFiles([{ file: 'runbooks/shop_errors.ts', spec: aRunbook() }]);
  expect(problems).toMatchObject([
    { field: 'id', expected: expect.stringContaining('rename the file to shop-errors.ts') },
  ]);
});

describe('a secret that is written into a file', () => {
  const secret = 'R0UT1NGKEY0000000000000000000000';
  const url = `https://hooks.slack.test/services/T0/B0/${secret}`;
  const flush = {
    action: 'flush-redis-cache',
    parameters: { cache: 'shop', keys: 'page:*', passwordSecret: secret },
  };
  const files: [string, object, object?][] = [
    ['as a routing key', { channels: [{ channel: 'pagerduty', settings: { routingKey: secret } }] }],
    [
      'as a field that does not exist',
      { channels: [{ channel: 'slack', settings: { webhookToken: secret } }] },
    ],
    ['as a channel itself', { channels: [url, secret] }],
    [
      "as an owner's webhook",
      { owners: { 'team-shop': { notices: [{ channel: 'slack', settings: { webhookUrl: url } }] } } },
    ],
    ['as a heartbeat', { synthetic: { heartbeat: secret } }],
    [
      'in the URL of a subscription',
      { routes: { page: [{ protocol: 'email', endpoint: url }], backup: [], notice: [] } },
    ],
    ['as the login of a cache', {}, aRunbook({ steps: [flush] })],
    [
      'as a whole step that is wrong',
      {},
      { ...aRunbook(), steps: [{ ...flush, action: 7 }], password: secret },
    ],
  ];
  test.for(files)('%s is refused and not printed', ([, environment, runbook = aRunbook()]) => {
    const { problems } = resolveRunbooks(
      [{ file: 'runbooks/shop-errors.ts', spec: runbook }],
      { file: 'environments/test.ts', spec: { ...anEnvironment(), ...environment } },
      registered,
    );
    const printed = formatProblems(problems);
    expect(printed).toMatch(/a text of \d+ characters/);
    expect(printed).not.toContain(secret);
  });
});

describe('the line of a mistake', () => {
  const text = [
    "import x from 'x';",
    'export default {',
    "  id: 'shop-errors',",
    "  when: { alarms: ['shop-5xx '] },",
    '  steps: [',
    "    { action: 'restart', parameters: { service: 'Shop' } },",
    "    { action: 'restart', parameters: { service: 'web' } },",
    '  ],',
    '};',
  ].join('\n');
  const twoSteps = withSteps(restartWith({ service: 'Shop' }), restartWith({ service: 'web' }));
  const linesOf = (spec: object) =>
    resolveFiles([{ file: 'runbooks/shop-errors.ts', spec, text }]).problems.map(({ field, line }) => [
      field,
      line,
    ]);

  test('is named where the value stands in the file once', () => {
    expect(linesOf(adopting('shop-5xx '))).toEqual([['when.alarms[0]', 4]]);
    expect(linesOf(twoSteps)).toEqual([['steps[0].parameters.service', 6]]);
  });

  test('is named by the field where the value is not to be found, and by what it is missing in', () => {
    expect(linesOf(aRunbook({ when: { alarms: [] } }))).toEqual([['when', 4]]);
    const { routes } = anEnvironment();
    const environment = {
      file: 'environments/test.ts',
      spec: { ...anEnvironment(), routes: { ...routes, backup: undefined } },
      text: 'a\n  routes: {\n',
    };
    expect(resolveRunbooks([], environment, {}).problems).toContainEqual(
      expect.objectContaining({ field: 'routes.backup', line: 2 }),
    );
  });

  test('is not guessed where it could be either of two', () => {
    expect(linesOf(withSteps(restartWith({ servise: 1 }), restartWith({ service: 'web' })))).toEqual([
      ['steps[0].parameters.servise', undefined],
    ]);
    expect(linesOf(aRunbook({ steps: [{ action: 'restart', parameters: { service: 'A' } }] }))).toEqual([
      ['steps[0].parameters.service', undefined],
    ]);
  });

  test('stands beside the field', () => {
    const { problems } = resolveFiles([
      { file: 'runbooks/shop-errors.ts', spec: adopting('shop-5xx '), text },
    ]);
    expect(formatProblems(problems)).toContain('\n  when.alarms[0] (line 4)\n    found:    "shop-5xx "\n');
  });
});

describe('a file that cannot be loaded', () => {
  const load = fileURLToPath(new URL('../../../lib/project/load.ts', import.meta.url));
  const define = fileURLToPath(new URL('../../../lib/define/index.ts', import.meta.url));

  /** By Node itself, as at synth: the tests' own transform takes what Node does not. */
  async function refusal(files: Readonly<Record<string, string>>): Promise<string> {
    const root = await mkdtemp(join(tmpdir(), 'nightshift-mistake-'));
    await mkdir(join(root, 'runbooks'));
    await Promise.all(
      Object.entries(files).map(([name, text]) => writeFile(join(root, 'runbooks', name), text)),
    );
    const script = `import { loadRunbooks } from ${JSON.stringify(pathToFileURL(load).href)};
      await loadRunbooks(new URL(${JSON.stringify(pathToFileURL(`${root}/runbooks/`).href)})).then(() => console.log('loaded'), ({ message }) => console.log(message));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
    return stdout.trim();
  }
  const importing = (other: string) =>
    `import { defineRunbook } from '${define}';\nimport other from './${other}.ts';\nexport default defineRunbook({ guards: other.guards });\n`;

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    [
      'a comma is missing',
      { 'a.ts': "export default {\n  id: 'a'\n  owner: 'b',\n};\n" },
      /^runbooks\/a.ts:3 can't be loaded: Expected ','.* Correct what stands there or just before it\.$/,
    ],
    [
      'it has an enum',
      { 'a.ts': "\nenum Mode { Auto = 'auto' }\nexport default { mode: Mode.Auto };\n" },
      /^runbooks\/a.ts:2 can't be loaded: .*enum.* In place of an enum write the texts themselves\.$/,
    ],
    [
      'two import each other',
      { 'a.ts': importing('b'), 'b.ts': importing('a') },
      /runbooks\/b.ts:3 can't be loaded: .* Two files import each other: move what both need into a third file/,
    ],
    [
      'an import leads nowhere',
      { 'a.ts': "import './none.ts';\n" },
      /^runbooks\/a.ts can't be loaded: .* Correct the import/,
    ],
    [
      'it throws',
      { 'a.ts': "\n\nthrow new Error('no such value');\n" },
      /^runbooks\/a.ts:3 can't be loaded: no such value\. Correct the file\.$/,
    ],
    [
      'nobody reads it',
      { 'a.json': '{}', 'b.yaml': '', 'notes.md': '' },
      /^Nobody reads runbooks\/a.json, runbooks\/b.yaml: a runbook is a file that ends in .ts/,
    ],
  ])('is named with line and fix: %s', async (_, files, expected) => {
    expect(await refusal(files)).toMatch(expected);
  });
});
