import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { actions } from '#action/register';

/** One import statement: which file, and what it imports, as a path in the repository or a package's name. */
interface Import {
  readonly file: string;
  readonly target: string;
}

const root = new URL('../', import.meta.url);

const filesIn = (folder: string): string[] =>
  readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => file.endsWith('.ts'));

/** What a file's import, export … from and literal import() name. Comments may name anything. */
function importsIn(file: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const statements = code.matchAll(
    /^\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...statements].map(([, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? '';
    return { file, target: specifier.startsWith('.') ? join(dirname(file), specifier) : specifier };
  });
}

const importsOf = (folder: string): Import[] =>
  filesIn(folder).flatMap((file) => importsIn(file, readFileSync(new URL(file, root), 'utf8')));

const folders = ['bin', 'lib', 'lambdas', 'runbooks', 'environments'];
const isOurs = (target: string) =>
  /^(bin|lib|lambdas|runbooks|environments|sandbox|rehearsal|bench|test)\//.test(target);
const isPackage = (target: string) => !isOurs(target);

/** The imports that break a rule, readable as they are. */
const broken = (imports: readonly Import[], isAllowed: (found: Import) => boolean): string[] =>
  imports.filter((found) => !isAllowed(found)).map(({ file, target }) => `${file} imports ${target}`);

/** Plain data and schemas: anybody may read them. */
const isData = (target: string) => /^lambdas\/.*\/(action|channel|contract)\.ts$/.test(target);
const isShared = (target: string) => target.startsWith('lib/core/');
/** The action kit: what an action is made of, for those who write one, and its runner. */
const isKit = (target: string) => target.startsWith('lib/action/');

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
  ].join('\n');
  expect(importsIn('lib/x/y.ts', text).map(({ target }) => target)).toEqual([
    'lib/x/a.ts',
    'lib/b.ts',
    'lib/x/c.ts',
    'lib/x/d.ts',
    'lib/x/e.ts',
    'h/mini',
  ]);
});

/** An action's part of the rehearsal's world. It lies in the action's folder, and is no part of what is deployed. */
const isWorld = (path: string) => /^actions\/[^/]+\/world\.ts$/.test(path);

test('bin imports lib and, for the command line, the rehearsal', () => {
  const isAllowed = ({ target }: Import) => isPackage(target) || /^(bin|lib|rehearsal\/cli)\//.test(target);
  expect(broken(importsOf('bin'), isAllowed)).toEqual([]);
});

test('lib imports runbooks, environments, and of the lambdas only what is data', () => {
  const isAllowed = ({ file, target }: Import) =>
    isPackage(target) ||
    /^(lib|runbooks|environments)\//.test(target) ||
    isData(target) ||
    isShared(target) ||
    // The doctor asks by an action's own calls.
    (isKit(target) && !target.endsWith('/lambda.ts')) ||
    // A subcommand may rehearse; what is deployed never does.
    (file.startsWith('lib/cli/commands/') && target.startsWith('lib/cli/rehearse/')) ||
    /^lambdas\/(remediate\/(all|register|define-action|define-look|action-handler)|page\/(register|define-channel|sender))\.ts$/.test(
      target,
    );
  expect(broken(importsOf('lib'), isAllowed)).toEqual([]);
});

test('runbooks and environments import actions, channels and the define helpers', () => {
  const isAllowed = ({ target }: Import) =>
    target.startsWith('lib/define/') || /^lambdas\/.*\/(action|channel)\.ts$/.test(target);
  expect(broken([...importsOf('runbooks'), ...importsOf('environments')], isAllowed)).toEqual([]);
});

test('lambdas import nothing of deploy time', () => {
  const isAllowed = ({ file, target }: Import) =>
    target.startsWith('lambdas/') ||
    (isPackage(target) && !/^(aws-cdk-lib|constructs)(\/|$)/.test(target)) ||
    (isWorld(file) && target.startsWith('lib/testing/world/'));
  expect(broken(importsOf('lambdas'), isAllowed)).toEqual([]);
});

test("an action's part of the rehearsal's world is never imported by what is deployed", () => {
  const isAllowed = ({ target }: Import) => !isWorld(target);
  expect(broken(folders.flatMap(importsOf), isAllowed)).toEqual([]);
});

test('every action has a look for the doctor, which finds it by its folder, and nothing that is deployed imports it', () => {
  const isLook = (path: string) => /^actions\/[^/]+\/look\.ts$/.test(path);
  const looks = filesIn('actions').filter(isLook);
  const ofKit = Object.values(actions).filter((action) => 'reads' in action);
  // The kit derives it from an action's calls.
  const [has, needs] = [
    looks,
    Object.keys(actions).filter((id) => !ofKit.some((action) => action.id === id)),
  ];
  expect(has.sort()).toEqual(needs.map((id) => `actions/${id}/look.ts`).sort());
  expect(broken(folders.flatMap(importsOf), ({ target }) => !isLook(target))).toEqual([]);
});

test('a handler is bundled by its path, never imported', () => {
  const isAllowed = ({ target }: Import) => !target.endsWith('/handler.ts');
  expect(broken(folders.flatMap(importsOf), isAllowed)).toEqual([]);
});

test('stages never import stages', () => {
  const stageOf = (path: string) => path.split('/')[1];
  const isAllowed = ({ file, target }: Import) =>
    isPackage(target) ||
    stageOf(file) === stageOf(target) ||
    isShared(target) ||
    isData(target) ||
    isWorld(file) ||
    isKit(target) ||
    (isKit(file) && /^actions\/[^/]+\.ts$/.test(target)) ||
    /^lambdas\/remediate\/(register|action-handler|define-action)\.ts$/.test(target) ||
    // What sends over channels is handed to whoever has something to tell.
    /^lambdas\/page\/(channels|define-channel)\.ts$/.test(target);
  expect(broken(importsOf('lambdas'), isAllowed)).toEqual([]);
});

/** `actions/<action>/…` and `channels/<channel>/…`; `undefined` for the files beside those folders. */
const memberOf = (path: string) => path.match(/^lambdas\/(?:remediate|page)\/([^/]+)\//)?.[1];

test('actions never import actions, channels never channels', () => {
  const isAllowed = ({ file, target }: Import) =>
    memberOf(file) === undefined || memberOf(target) === undefined || memberOf(file) === memberOf(target);
  expect(broken(importsOf('lambdas'), isAllowed)).toEqual([]);
});

test('actions, channels and contracts are plain data and schemas', () => {
  const isAllowed = ({ file, target }: Import) =>
    !isData(file) ||
    target === 'zod/mini' ||
    isShared(target) ||
    isData(target) ||
    target === 'lib/core/action/define-action.ts' ||
    /^lambdas\/action\/(define|ec2|ecs|fleet|lambda-names|rds|ssm)\.ts$/.test(target) ||
    target === 'lib/core/channel/define-channel.ts';
  expect(broken(importsOf('lambdas'), isAllowed)).toEqual([]);
});

describe('the register', () => {
  const isAction = (path: string) => /^actions\/[^/]+\/action\.ts$/.test(path);
  const actionFiles = filesIn('actions').filter(isAction).sort();

  test('has one line for each action folder, and no other', () => {
    const registered = importsOf('actions')
      .filter(({ file, target }) => file === 'actions/all.ts' && isAction(target))
      .map(({ target }) => target);
    expect(registered.sort()).toEqual(actionFiles);
  });

  test('calls each action by the name of its folder', () => {
    const ids = Object.entries(actions).map(([id, action]) => [id, `actions/${action.id}/action.ts`]);
    expect(ids.map(([id]) => `actions/${id}/action.ts`).sort()).toEqual(actionFiles);
    expect(ids.map(([, file]) => file).sort()).toEqual(actionFiles);
  });
});
