import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command-line.ts';
import { writeProject } from '../init/write-project.ts';
import { type Command, readCommand } from './command.ts';

const usage = `npx nightshift init [--no-install]

Makes a project of the working directory: a runbook with an action of Nightshift's, one with an action of the project's own, their
tests, an environment and a CDK app. No file that is there is changed, but for package.json, which gets what it lacks.

  --no-install   do not run npm install afterwards`;

const options = { 'no-install': { type: 'boolean', default: false } } as const;

/** `npx nightshift init`. */
export const init: Command = {
  name: 'init',
  summary: 'writes a project of your own into the working directory',
  usage,
  run: async (args) => {
    const { values } = readCommand(args, options, usage, 0);
    const log = await writeProject(pathToFileURL(`${process.cwd()}/`));
    if (!values['no-install']) install();
    return [...log, '', ...next].join('\n');
  },
};

const next = [
  'Next:',
  '  npm test                                rehearses the runbooks, in virtual time',
  '  npx cdk synth -c environment=staging    writes what would be deployed',
  '  Then put your own account, region and addresses into environments/.',
];

/** @throws CommandError if npm could not install everything */
function install(): void {
  const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund'], { stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new CommandError('The project is written, but npm install failed: run it again, then npm test.', 1);
}
