import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ownModule } from '#project/project';
import type { Given } from '../spec.ts';
import type { Answer } from './command.ts';
import type { sandboxOptions } from './specs/authors.ts';

const main = fileURLToPath(ownModule('verification/sandbox/start.mjs'));

/** `nightshift sandbox`: runs in its own process, which reports what happens as it happens. */
export async function sandbox({ values }: Given<typeof sandboxOptions>): Promise<Answer> {
  const args = [
    ...values.scenario.flatMap((name) => ['--scenario', name]),
    ...(values.keep ? ['--keep'] : []),
    ...(values.json ? ['--json'] : []),
  ];
  const child = spawn(process.execPath, [main, ...args], { stdio: 'inherit' });
  // Ctrl-C reaches the child, too; this process waits until the child has cleaned up.
  process.on('SIGINT', () => {});
  const [status] = await once(child, 'exit');
  return { text: '', exitStatus: status === 0 ? 0 : 1 };
}
