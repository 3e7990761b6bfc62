import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startMoto } from '#test/emulator/moto';
import { workFolder } from '../judges/tools.ts';
import { startEmpty } from '../sandbox/emulator/alone.ts';
import { slownessVariable } from '../sandbox/pace.ts';
import { root } from '../sandbox/places.ts';
import { ended, killAllNow } from '../sandbox/processes.ts';
import { startLocalStack } from './localstack.ts';
import { startRouter } from './router.ts';

/**
 * The whole app on LocalStack: the sandbox plays scenarios as ever, and LocalStack evaluates the alarms, routes the events,
 * runs the state machines and the functions, and deploys the templates. What its core lacks comes from the other two
 * engines: tables from moto, and from MiniStack what the demo and its runbooks change. Its Scheduler fires nothing, so
 * nothing that needs a page deadline is played.
 */

/** Of MiniStack: LocalStack's core has none of them. */
const fromMiniStack = ['ecs', 'elasticache', 'rds', 'appconfig'];

/**
 * As slow as real time, undivided: the demo's alarms then have periods of 30 and 60 s, which LocalStack takes. It refuses
 * shorter ones that CloudWatch would refuse, too.
 */
const slowness = '10';

const scenarios = process.argv.slice(2);
process.on('exit', killAllNow);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
process.exitCode = await play(scenarios.length > 0 ? scenarios : ['hung-tasks']);

/** @returns the sandbox's exit status */
async function play(names: readonly string[]): Promise<number> {
  const functionLogs = join(workFolder, 'localstack-functions');
  mkdirSync(functionLogs, { recursive: true });
  const [ministack, moto] = [await startEmpty(), await startMoto()];
  const engines = [ministack, moto];
  const others = Object.fromEntries(fromMiniStack.map((service) => [service, ministack.endpoint]));
  // Its functions have to know the address, so it stands before LocalStack does.
  const router = await startRouter(() => engines[2]?.endpoint ?? '', others);
  try {
    engines.push(
      await startLocalStack({
        tablesPort: Number(new URL(moto.endpoint).port),
        functionEndpoint: router.endpoint,
        functionLogs,
      }),
    );
    const args = names.flatMap((name) => ['--scenario', name]);
    const sandbox = spawn(
      process.execPath,
      [join(root, 'verification', 'sandbox', 'start.mjs'), ...args, '--json'],
      {
        cwd: root,
        env: { ...process.env, AWS_ENDPOINT_URL: router.endpoint, [slownessVariable]: slowness },
        stdio: 'inherit',
      },
    );
    return await ended(sandbox);
  } finally {
    router.stop();
    for (const engine of engines) await engine.stop();
  }
}
