import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, run } from '../judges/tools.ts';
import { type EmptyEmulator, startEngine } from '../sandbox/emulator/engine.ts';

const here = fileURLToPath(new URL('.', import.meta.url));

/** It uses the syntax of Python 3.12. */
const pythons = ['python3.13', 'python3.12', 'python3.14', 'python3'];

/** What is asked of it. Without EC2 it takes a function's subnets as they are: nothing has made any. */
const services =
  'cloudformation,cloudwatch,dynamodb,events,iam,kms,lambda,logs,s3,scheduler,secretsmanager,sns,sqs,ssm,stepfunctions,sts';

/** What else a whole application needs. */
export interface Application {
  /** Port of moto's server, which keeps the tables. */
  readonly tablesPort: number;
  /** What the functions' AWS calls go to. */
  readonly functionEndpoint: string;
  /** Folder for what the functions print. */
  readonly functionLogs: string;
}

/**
 * Starts LocalStack's core on loopback, installed into a virtual environment of its own.
 * @param application @default - no functions and no tables: single services are asked
 * @throws Error where no Python is new enough, or when it does not start: what was not checked against it is no pass
 */
export const startLocalStack = async (application?: Application): Promise<EmptyEmulator> =>
  startEngine({
    name: 'LocalStack',
    command: await interpreter(),
    args: () => ['-B', join(here, 'launch.py')],
    tie: 'held',
    health: '/_localstack/health',
    env: (port, folder) => environment(port, folder, application),
  });

async function interpreter(): Promise<string> {
  const requirements = join(here, 'requirements.txt');
  const folder = await installed('localstack', [requirements], async (at) => {
    await run(await newEnough(), ['-m', 'venv', at]);
    // Every package stands in the list, so pip has nothing to resolve.
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    await run(join(at, 'bin', 'python'), [...pip, '--requirement', requirements]);
  });
  return join(folder, 'bin', 'python');
}

async function newEnough(): Promise<string> {
  for (const python of pythons) {
    const found = await run(python, ['-c', 'import sys; print(sys.version_info >= (3, 12))']).catch(() => []);
    if (found[0] === 'True') return python;
  }
  throw new Error(`LocalStack needs Python 3.12 or later on the PATH; none of ${pythons.join(', ')} is one.`);
}

/** Loopback only, nothing is downloaded and nothing is reported; none of the caller's AWS set-up is in it. */
const environment = (port: number, folder: string, application?: Application): NodeJS.ProcessEnv => ({
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
  HOME: folder,
  TMPDIR: folder,
  LOCALSTACK_VOLUME_DIR: folder,
  GATEWAY_LISTEN: `127.0.0.1:${port}`,
  SERVICES: services,
  DISABLE_EVENTS: '1',
  SKIP_SSL_CERT_DOWNLOAD: '1',
  DNS_ADDRESS: '0',
  ...(application
    ? {
        TABLES_PORT: String(application.tablesPort),
        FUNCTION_ENDPOINT: application.functionEndpoint,
        FUNCTION_LOGS: application.functionLogs,
      }
    : {}),
});
