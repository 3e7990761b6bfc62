import { actions } from '#action/register';
import { commandPath } from '#core/command-path';
import type { EnvironmentSpec, RunbookSpec } from '#define/index';
import { environmentNames, loadEnvironment, loadRunbooks } from '#project/load';
import { projectRoot } from '#project/project';
import { CommandError } from '../command-line.ts';
import { askFor } from '../propose/ask.ts';
import { type Present, proposals } from '../propose/group.ts';
import { policyFor, proposeReads, readsOn } from '../propose/reads.ts';
import { survey } from '../propose/survey.ts';
import { inJson, inMarkdown, inWords, type Survey } from '../propose/text.ts';
import { writeProposals } from '../propose/write.ts';
import type { Given } from '../spec.ts';
import type { Answer, Surroundings } from './command.ts';
import { refuseUnknownEnvironment } from './connect.ts';
import { oneOf } from './one-of.ts';
import { formats, type proposeOptions, usualEnvironment } from './specs/first.ts';
import { asJson } from './text.ts';

/** `nightshift propose`. */
export async function propose(
  { values }: Given<typeof proposeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const format = oneOf('format', values.format, formats);
  if (values.permissions) return JSON.stringify(policyFor(proposeReads), null, 2);
  const environment = await environmentOf(values.environment, values.write);
  const account = await surroundings.account(environment);
  const present = await presentIn(environment);
  const alarms = await survey({
    cloudwatch: account.cloudwatch,
    read: readsOn(account),
    actions: Object.values(actions),
    runbooks: present.deployed,
    progress: surroundings.progress ?? (() => {}),
  });
  surroundings.progress?.('');
  const found = { alarms, proposals: proposals(alarms, present) };
  if (!values.write) return written(found, format, []);
  const filled = await askFor(found.proposals, surroundings.terminal);
  const log = await writeProposals(filled, environment, projectRoot());
  return written({ ...found, proposals: filled }, format, log);
}

type Format = (typeof formats)[number];

/** Before there is any environment, the account is the SDK's default. */
async function environmentOf(named: string | undefined, isNeeded: boolean): Promise<string> {
  const environment = named ?? usualEnvironment;
  if (named === undefined && !isNeeded) return environment;
  if (!(await isProject()))
    throw new CommandError('There is no project here, with environments/ in it: nightshift init writes one.');
  await refuseUnknownEnvironment(environment);
  return environment;
}

const isProject = async (): Promise<boolean> => (await environmentNames().catch(() => [])).length > 0;

/** What exists already, if there is a project. Runbooks that the environment does not deploy, such as samples, adopt nothing. */
async function presentIn(
  environment: string,
): Promise<Present & { readonly deployed: readonly RunbookSpec[] }> {
  if (!(await isProject())) return { ids: [], deployed: [] };
  const sources = await loadRunbooks().catch((error: unknown): never => {
    throw new CommandError(error instanceof Error ? error.message : String(error), 1);
  });
  const specs = sources
    .map(({ spec }) => spec as RunbookSpec)
    .filter((spec) => typeof spec?.id === 'string' && typeof spec.when === 'object' && spec.when !== null);
  const named = await namedIn(environment);
  const [owner, another] = new Set(specs.map((spec) => spec.owner));
  return {
    ids: specs.map(({ id }) => id),
    deployed: specs.filter(({ id }) => named.includes(id)),
    ...(owner && another === undefined ? { owner } : {}),
  };
}

/** Ids of the runbooks that an environment has values for; none if there is no such environment yet. */
async function namedIn(environment: string): Promise<string[]> {
  const source = await loadEnvironment(environment).catch(() => undefined);
  return Object.keys((source?.spec as Partial<EnvironmentSpec> | undefined)?.runbooks ?? {});
}

function written(found: Survey, format: Format, log: readonly string[]): string {
  if (format === 'json') return asJson({ ...inJson(found), written: log });
  const lines = format === 'markdown' ? inMarkdown(found) : inWords(found);
  return [...lines, '', ...(log.length > 0 ? [...log, '', ...afterwards] : next(found))].join('\n');
}

const next = ({ proposals }: Survey): string[] =>
  proposals.length === 0
    ? ['There is nothing to write: docs/actions.md says how to write an action of your own.']
    : [
        `nightshift propose --write makes ${proposals.length === 1 ? 'a runbook' : `${proposals.length} runbooks`} of them, in mode watch.`,
      ];

const afterwards = [
  'Next:',
  `  1. Fill in what stands under TO FILL IN: ${commandPath} check names each gap that is left, with its line.`,
  `  2. ${commandPath} backtest says what they would have done in the last two weeks.`,
  '  3. npx cdk bootstrap, once for an account and region; then npx cdk deploy --all. Both take --context environment=NAME.',
];
