import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { commandPath } from '#core/command-path';
import { CommandError, UsageError } from '../command-line.ts';
import { type Answers, answersIn } from '../init/answers.ts';
import { ask } from '../init/questions.ts';
import { writeProject } from '../init/write-project.ts';
import type { Given } from '../spec.ts';
import type { Surroundings } from './command.ts';
import type { initOptions } from './specs/authors.ts';

/** `nightshift init`. */
export async function init(
  { values }: Given<typeof initOptions>,
  { terminal }: Surroundings,
): Promise<string> {
  const { account, region, owner, 'time-zone': timeZone, page, backup } = values;
  const { answers: given, faults } = answersIn({ account, region, owner, timeZone, page, backup });
  if (faults.length > 0) throw new UsageError(faults.join(' '));
  const asks = terminal && Object.keys(given).length === 0;
  const answers = asks ? await ask(terminal, Intl.DateTimeFormat().resolvedOptions().timeZone) : given;
  const log = await writeProject(pathToFileURL(`${process.cwd()}/`), answers);
  if (!values['no-install']) install();
  return [...log, ...left(answers), ...next].join('\n');
}

const left = ({ page, backup }: Answers): string[] =>
  page && backup
    ? []
    : [
        '',
        'Put your own addresses into environments/production.ts before you deploy: check refuses placeholders.',
      ];

const next = [
  '',
  'Next:',
  `  1. ${commandPath} propose --write reads your account's alarms, and writes runbooks that only watch.`,
  '  2. npm test rehearses the runbooks, in virtual time.',
];

/** @throws CommandError if npm could not install everything */
function install(): void {
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new CommandError('The project is written, but npm install failed: run it again, then npm test.', 1);
}
