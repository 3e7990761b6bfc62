import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command-line.ts';
import { writeProject } from '../init/write-project.ts';
import type { Given } from '../spec.ts';
import type { initOptions } from './specs/authors.ts';

/** `nightshift init`. */
export async function init({ values }: Given<typeof initOptions>): Promise<string> {
  const log = await writeProject(pathToFileURL(`${process.cwd()}/`));
  if (!values['no-install']) install();
  return [...log, '', ...next].join('\n');
}

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
