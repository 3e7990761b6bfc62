import { delimiter, dirname } from 'node:path';
import { account, region } from '../names.ts';
import { places } from '../places.ts';

/**
 * The environment of everything that speaks to the local AWS. Nothing of the caller's AWS set-up is in it, neither
 * credentials nor profiles: whatever goes wrong, no real account can be meant.
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

/** Who looks at what Lambdas do. */
export interface Watch {
  /** Every invocation is written to this file, see trail.py. */
  readonly trailFile: string;
  /** Lambdas speak to this endpoint instead of the emulator's own; it has to pass their calls on. */
  readonly lambdaEndpoint: string;
}

/**
 * The emulator's own environment: loopback only, Lambdas as processes of the Node that runs the sandbox, IAM
 * enforced, everything in memory.
 * @param watch @default - nobody watches
 */
export function emulatorEnvironment(port: number, redisPort: number, watch?: Watch): NodeJS.ProcessEnv {
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
    ...(watch ? { SANDBOX_TRAIL_FILE: watch.trailFile, AWS_ENDPOINT_URL: watch.lambdaEndpoint } : {}),
  };
}

/** The CDK app and the Lambdas run on the Node that runs the sandbox. */
const nodeFirst = (): string => [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);

const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
