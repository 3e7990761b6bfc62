import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asVariable } from './demo/flags.ts';
import { localAwsEnvironment } from './emulator/environment.ts';
import { account, environment, flagsVariable, region, webhookVariable } from './names.ts';
import { places, root, shown } from './places.ts';
import { ended, start } from './processes.ts';
import type { World } from './world.ts';

const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** The commands, as a person would type them after `npx`. */
export const commands = {
  bootstrap: ['cdk', 'bootstrap', `aws://${account}/${region}`],
  deploy: ['cdk', 'deploy', '--all', '--require-approval', 'never', '-c', `environment=${environment}`],
} as const;

/** Environment variables besides those of the local AWS. */
type Variables = Readonly<Record<string, string>>;

/** What each deploy tells the environment's file about the sandbox. */
export const variablesOf = ({ webhook, flags }: Pick<World, 'webhook' | 'flags'>): Variables => ({
  [webhookVariable]: webhook.url,
  [flagsVariable]: asVariable(flags),
});

/**
 * Runs the CDK CLI against the local AWS.
 * @param variables facts about the sandbox for the environment. @default - nothing
 * @returns seconds it took
 * @throws Error with its last lines if it fails
 */
export async function runCdk(
  command: keyof typeof commands,
  endpoint: string,
  variables: Variables = {},
): Promise<number> {
  // Bootstrap needs no app: run outside the project, it does not synthesize one first.
  return command === 'bootstrap'
    ? run(command, commands.bootstrap, endpoint, places.run)
    : run(command, [...commands.deploy, ...quietly(places.assembly)], endpoint, places.project, variables);
}

const quietly = (assembly: string): string[] => [
  '--output',
  assembly,
  '--progress',
  'events',
  '--no-notices',
  '--ci',
];

async function run(
  name: string,
  command: readonly string[],
  endpoint: string,
  cwd: string,
  variables: Variables = {},
): Promise<number> {
  const from = performance.now();
  const log = join(places.logs, `cdk-${name}.log`);
  rmSync(log, { force: true });
  const child = start(process.execPath, [cdk, ...command.slice(1)], {
    cwd,
    env: { ...localAwsEnvironment(endpoint), ...variables, NO_COLOR: '1' },
    log,
  });
  if ((await ended(child)) !== 0) {
    const said = readFileSync(log, 'utf8').trim().split('\n').slice(-25).join('\n');
    throw new Error(`"npx ${command.join(' ')}" failed, see ${shown(log)}. Its last lines:\n\n${said}`);
  }
  return (performance.now() - from) / 1000;
}
