import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { localAwsEnvironment } from './emulator/environment.ts';
import { account, environment, region } from './names.ts';
import { places, root, shown } from './places.ts';
import { ended, start } from './processes.ts';

const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** The commands, as a person would type them after `npx`. */
export const commands = {
  bootstrap: ['cdk', 'bootstrap', `aws://${account}/${region}`],
  deploy: ['cdk', 'deploy', '--all', '--require-approval', 'never', '-c', `environment=${environment}`],
} as const;

/**
 * Runs the CDK's own command line against the local AWS.
 * @returns seconds that it took
 * @throws Error with its last lines, if it fails
 */
export async function runCdk(command: keyof typeof commands, endpoint: string): Promise<number> {
  const from = performance.now();
  const log = join(places.logs, `cdk-${command}.log`);
  rmSync(log, { force: true });
  const [, ...args] = commands[command];
  const options = ['--output', places.assembly, '--progress', 'events', '--no-notices', '--ci'];
  const child = start(process.execPath, [cdk, ...args, ...(command === 'deploy' ? options : [])], {
    // Bootstrapping concerns the account, not the app: elsewhere it need not synthesise it first.
    cwd: command === 'bootstrap' ? places.run : root,
    env: { ...localAwsEnvironment(endpoint), NO_COLOR: '1' },
    log,
  });
  const status = await ended(child);
  if (status !== 0) {
    const said = readFileSync(log, 'utf8').trim().split('\n').slice(-25).join('\n');
    throw new Error(
      `"npx ${commands[command].join(' ')}" failed, see ${shown(log)}. Its last lines:\n\n${said}`,
    );
  }
  return (performance.now() - from) / 1000;
}
