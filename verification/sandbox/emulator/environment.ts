import { delimiter, dirname } from 'node:path';
import { account, region } from '../names.ts';
import { places } from '../places.ts';

/**
 * The environment of everything that talks to the local AWS. It has none of the caller's AWS setup, neither
 * credentials nor profiles, so that no mistake can reach a real account.
 */
export function localAwsEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    ...withoutAws(process.env),
    PATH: nodeFirst(),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DEFAULT_ACCOUNT: account,
    CDK_DEFAULT_REGION: region,
  };
}

/**
 * The emulator's own environment: loopback only, Lambdas as processes on the sandbox's Node, IAM enforced, all
 * in memory.
 */
export function emulatorEnvironment(port: number, redisPort: number): NodeJS.ProcessEnv {
  return {
    ...withoutAws(process.env),
    PATH: nodeFirst(),
    TMPDIR: places.temporary,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    LAMBDA_EXECUTOR: 'local',
    LOG_LEVEL: 'INFO',
    AUTH: 'true',
    REDIS_HOST: '127.0.0.1',
    REDIS_PORT: String(redisPort),
    SANDBOX_KILL_FILE: places.killFile,
  };
}

/** The CDK app and the Lambdas run on the Node that runs the sandbox. */
const nodeFirst = (): string => [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);

const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
