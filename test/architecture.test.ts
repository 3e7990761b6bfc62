import { readFileSync } from 'node:fs';
import { actions } from '#action/register';
import { filesIn, type Import, importsIn, importsOf } from './support/imports.ts';

/** The imports that break a rule, readable as they are. */
const broken = (imports: readonly Import[], isAllowed: (found: Import) => boolean): string[] =>
  imports.filter((found) => !isAllowed(found)).map(({ file, target }) => `${file} imports ${target}`);

const tops = ['bin', 'lib', 'lambdas', 'actions', 'channels', 'runbooks', 'environments', 'verification'];
const isOurs = (target: string) =>
  /^[\w.-]+\/[\w./-]+\.(m?ts|mjs)$/.test(target) && tops.includes(top(target));
const top = (path: string) => path.split('/')[0] ?? '';

const imports = tops.flatMap(importsOf);

/** The rooms of the domain, from the bottom to the top: a room imports only from those before it. */
const coreRooms = [
  'lib/core/guards/',
  'lib/core/reasons/',
  'lib/core/aws/',
  'lib/core/action/',
  'lib/core/channel/',
  'lib/core/runbook/',
  'lib/core/drill/',
  'lib/core/table/',
  'lib/core/alarm/',
  'lib/core/incident/',
  'lib/core/page/',
  'lib/core/outage/',
  'lib/core/lease/',
  'lib/core/mass-failure/',
  'lib/core/switches/',
  'lib/core/trust/',
  'lib/core/people/',
];

const contract = /^lambdas\/[^/]+\/contract\.ts$/;
const actionData = /^actions\/[^/]+\/action\.ts$/;
const channelData = /^channels\/[^/]+\/channel\.ts$/;

/** What each room may import besides itself: everything in a folder, or single files. Packages have rules of their own. */
const walls: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'lib/core/': [],
  ...Object.fromEntries(
    coreRooms.map((room, index) => [room, [/^lib\/core\/[^/]+$/, ...coreRooms.slice(0, index)]]),
  ),
  // The page room hands work to the stage that resolves pages: by its contract.
  'lib/core/page/': [
    /^lib\/core\/[^/]+$/,
    ...coreRooms.slice(0, coreRooms.indexOf('lib/core/page/')),
    contract,
  ],
  'lib/action/': ['lib/core/', 'actions/all.ts'],
  'lib/channel/': ['lib/core/', contract, /^channels\/[^/]+\/(channel|send|receive)\.ts$/],
  'lib/drill/': ['lib/core/', 'lib/define/drills.ts'],
  'lib/define/': ['lib/core/', 'lib/checks/problem.ts', actionData],
  'lib/workflow/': ['lib/core/'],
  'lib/checks/': [
    ...['lib/core/', 'lib/action/', 'lib/channel/', 'lib/define/', 'lib/workflow/', contract],
    // What is deployed, as far as it is plain data.
    /^lib\/cdk\/(names|policy-documents|runbooks\/(adoption|assignment))\.ts$/,
  ],
  'lib/project/': ['lib/core/', 'lib/action/', 'lib/channel/', 'lib/define/', 'lib/checks/'],
  'lib/cdk/': [
    ...[
      'lib/core/',
      'lib/action/',
      'lib/channel/',
      'lib/define/',
      'lib/workflow/',
      'lib/checks/',
      'lib/project/',
      'lib/drill/',
    ],
    ...[contract, actionData],
  ],
  'lib/testing/': [
    ...[
      'lib/core/',
      'lib/action/',
      'lib/channel/',
      'lib/drill/',
      'lib/define/',
      'lib/workflow/',
      'lib/project/',
      'lambdas/',
    ],
    /^lib\/cdk\/(names|stages)\.ts$/,
    'lib/cli/explain/sources.ts',
  ],
  'lib/cli/': ['lib/', contract],
  'lib/index.ts': ['lib/', 'actions/all.ts', channelData],
  'lambdas/': ['lib/core/', 'lib/action/', 'lib/channel/', 'lib/drill/', 'lib/define/drills.ts'],
  'actions/': ['lib/core/', 'lib/action/'],
  'channels/': ['lib/core/', 'lib/channel/'],
  'runbooks/': ['lib/define/', actionData],
  'environments/': ['lib/define/', actionData, channelData],
  'bin/': ['lib/cdk/index.ts', 'lib/cli/'],
  'verification/': tops.filter((folder) => folder !== 'bin').map((folder) => `${folder}/`),
};

const roomOf = (path: string): string | undefined =>
  Object.keys(walls)
    .filter((room) => path.startsWith(room))
    .sort((one, other) => other.length - one.length)[0];

/** An action's part of the rehearsal's world. It lies in the action's folder, and is no part of what is deployed. */
const isWorld = (path: string) => /^actions\/[^/]+\/world\.ts$/.test(path);
const isHandler = (path: string) => path.endsWith('/handler.ts');

test('imports are found in every form, and not in comments', () => {
  const text = [
    "import a from './a.ts';",
    "import {\n  type B,\n  c,\n} from '../b.ts';",
    "export * from './c.ts';",
    "import './d.ts';",
    "const e = await import('./e.ts');",
    "// import f from './f.ts';",
    "/** import g from './g.ts'; */",
    "import type { H } from 'h/mini';",
    "import { line } from '#core/text';",
  ].join('\n');
  expect(importsIn('lib/x/y.ts', text).map(({ target }) => target)).toEqual([
    'lib/x/a.ts',
    'lib/b.ts',
    'lib/x/c.ts',
    'lib/x/d.ts',
    'lib/x/e.ts',
    'h/mini',
    'lib/core/text.ts',
  ]);
});

describe('walls', () => {
  test('every file lies in a room that has walls', () => {
    expect(tops.flatMap(filesIn).filter((file) => roomOf(file) === undefined)).toEqual([]);
    const coreFolders = new Set(filesIn('lib/core').map((file) => file.split('/').slice(0, 3).join('/')));
    const listed = coreRooms.map((room) => room.slice(0, -1));
    expect([...coreFolders].filter((folder) => !folder.endsWith('.ts') && !listed.includes(folder))).toEqual(
      [],
    );
  });

  test.each(Object.keys(walls))('%s imports from its own room and from those that it names', (room) => {
    const isAllowed = ({ file, target }: Import) =>
      roomOf(file) !== room ||
      !isOurs(target) ||
      roomOf(target) === room ||
      (isWorld(file) && target.startsWith('lib/testing/world/')) ||
      walls[room]?.some((one) => (typeof one === 'string' ? target.startsWith(one) : one.test(target))) ===
        true;
    expect(broken(imports, isAllowed)).toEqual([]);
  });

  test('no import climbs three levels: it begins with # instead', () => {
    // What is JavaScript has no alias.
    const isAllowed = ({ specifier }: Import) =>
      !specifier.startsWith('../../../') || !specifier.endsWith('.ts');
    expect(broken([...imports, ...importsOf('test')], isAllowed)).toEqual([]);
  });

  test('only what deploys imports the CDK', () => {
    const isAllowed = ({ file, target }: Import) =>
      !/^(aws-cdk-lib|constructs|cdk-nag)(\/|$)/.test(target) ||
      /^(lib\/(cdk|checks)|verification)\//.test(file) ||
      // Synthesizes, once it is called.
      file === 'lib/cli/commands/check.ts';
    expect(broken(imports, isAllowed)).toEqual([]);
  });

  test('nothing imports a test', () => {
    // The other engine is held to the same contracts.
    const isAllowed = ({ file, target }: Import) =>
      !target.startsWith('test/') || file.startsWith('verification/localstack/');
    expect(broken(imports, isAllowed)).toEqual([]);
  });
});

describe('size', () => {
  const mostLines = 250;
  const linesOf = (file: string) => readFileSync(file, 'utf8').trimEnd().split('\n').length;

  test(`no file has more than ${mostLines} lines`, () => {
    const long = tops.flatMap(filesIn).filter((file) => linesOf(file) > mostLines);
    expect(long).toEqual([]);
  });

  test('the action to read first has at most 150 lines, its world and example included', () => {
    const lines = filesIn('actions/redrive-dead-letters').map(linesOf);
    expect(lines.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(150);
  });
});

describe('run time', () => {
  test('stages never import stages, but for their contracts', () => {
    const stageOf = (path: string) => path.split('/')[1];
    const isAllowed = ({ file, target }: Import) =>
      !file.startsWith('lambdas/') ||
      !target.startsWith('lambdas/') ||
      stageOf(file) === stageOf(target) ||
      contract.test(target);
    expect(broken(imports, isAllowed)).toEqual([]);
  });

  test('a handler is bundled by its path, never imported', () => {
    const isAllowed = ({ file, target }: Import) => !isHandler(target) || file.startsWith('verification/');
    expect(broken(imports, isAllowed)).toEqual([]);
  });

  test("an action's part of the rehearsal's world is never imported by what is deployed", () => {
    const isAllowed = ({ file, target }: Import) => !isWorld(target) || file.startsWith('verification/');
    expect(broken(imports, isAllowed)).toEqual([]);
  });

  test('actions never import actions, channels never channels', () => {
    const memberOf = (path: string) => path.match(/^(?:actions|channels)\/([^/]+)\//)?.[1];
    const isAllowed = ({ file, target }: Import) =>
      memberOf(file) === undefined || memberOf(target) === undefined || memberOf(file) === memberOf(target);
    expect(broken(imports, isAllowed)).toEqual([]);
  });

  test('actions, channels and contracts are plain data and schemas', () => {
    const isData = (path: string) => [contract, actionData, channelData].some((data) => data.test(path));
    const isAllowed = ({ file, target }: Import) =>
      !isData(file) ||
      target === 'zod/mini' ||
      target.startsWith('lib/core/') ||
      isData(target) ||
      /^lib\/action\/(define|parameters|services\/(asg|concurrency|ec2|ecs|elb|fleet|growth|lambda-names|rds|sqs-names|ssm))\.ts$/.test(
        target,
      );
    expect(broken(imports, isAllowed)).toEqual([]);
  });
});

describe('the catalog of actions', () => {
  const actionFiles = filesIn('actions')
    .filter((file) => actionData.test(file))
    .sort();

  test('has one line for each folder, and no other', () => {
    const registered = imports.filter(({ file }) => file === 'actions/all.ts').map(({ target }) => target);
    expect(registered.sort()).toEqual(actionFiles);
  });

  test('calls each action by the name of its folder', () => {
    const ids = Object.entries(actions).map(([id, action]) => [id, action.id]);
    expect(ids.map(([id]) => `actions/${id}/action.ts`).sort()).toEqual(actionFiles);
    expect(ids.map(([, id]) => `actions/${id}/action.ts`).sort()).toEqual(actionFiles);
  });

  test('has a look for the doctor in each folder without calls of the kit, and nothing deployed imports it', () => {
    const isLook = (path: string) => /^actions\/[^/]+\/look\.ts$/.test(path);
    const ofKit = Object.values(actions).filter((action) => 'reads' in action);
    const needs = Object.keys(actions).filter((id) => !ofKit.some((action) => action.id === id));
    expect(filesIn('actions').filter(isLook).sort()).toEqual(
      needs.map((id) => `actions/${id}/look.ts`).sort(),
    );
    expect(broken(imports, ({ target }) => !isLook(target))).toEqual([]);
  });
});
