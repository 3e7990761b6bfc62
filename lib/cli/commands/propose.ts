import { actions } from '#action/register';
import type { RunbookSpec } from '#define/index';
import { environmentNames, loadRunbooks } from '#project/load';
import { projectRoot } from '#project/project';
import { CommandError } from '../command-line.ts';
import { askFor } from '../propose/ask.ts';
import { proposals } from '../propose/group.ts';
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
  const runbooks = await knownRunbooks();
  const alarms = await survey({
    cloudwatch: account.cloudwatch,
    read: readsOn(account),
    actions: Object.values(actions),
    runbooks,
    progress: surroundings.progress ?? (() => {}),
  });
  surroundings.progress?.('');
  const found = {
    alarms,
    proposals: proposals(
      alarms,
      runbooks.map(({ id }) => id),
    ),
  };
  if (!values.write) return written(found, format, []);
  const filled = await askFor(found.proposals, surroundings.terminal);
  const log = await writeProposals(filled, environment, projectRoot());
  return written({ ...found, proposals: filled }, format, log);
}

type Format = (typeof formats)[number];

/** Before there is any environment, the account is the one that the SDK finds by itself. */
async function environmentOf(named: string | undefined, isNeeded: boolean): Promise<string> {
  const environment = named ?? usualEnvironment;
  if (named === undefined && !isNeeded) return environment;
  if (!(await isProject()))
    throw new CommandError('There is no project here, with environments/ in it: nightshift init writes one.');
  await refuseUnknownEnvironment(environment);
  return environment;
}

const isProject = async (): Promise<boolean> => (await environmentNames().catch(() => [])).length > 0;

/** What the project adopts already; a project need not be there yet. */
async function knownRunbooks(): Promise<RunbookSpec[]> {
  if (!(await isProject())) return [];
  const sources = await loadRunbooks().catch((error: unknown): never => {
    throw new CommandError(error instanceof Error ? error.message : String(error), 1);
  });
  return sources
    .map(({ spec }) => spec as RunbookSpec)
    .filter((spec) => typeof spec?.id === 'string' && typeof spec.when === 'object' && spec.when !== null);
}

function written(found: Survey, format: Format, log: readonly string[]): string {
  if (format === 'json') return asJson({ ...inJson(found), written: log });
  const lines = format === 'markdown' ? inMarkdown(found) : inWords(found);
  return [...lines, '', ...(log.length > 0 ? [...log, '', ...afterwards] : next(found))].join('\n');
}

const next = ({ proposals }: Survey): string[] =>
  proposals.length === 0
    ? ['There is nothing to write: docs/actions.md says how an action of yours is made.']
    : [
        `nightshift propose --write makes ${proposals.length === 1 ? 'a runbook' : `${proposals.length} runbooks`} of them, in mode watch.`,
      ];

const afterwards = [
  'Next:',
  '  1. Fill in what stands under TO FILL IN. nightshift check names each gap that is left, with its line.',
  '  2. nightshift backtest --days 14 says what they would have done in the last two weeks.',
];
