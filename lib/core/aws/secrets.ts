import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { withUserAgent } from './on-behalf.ts';

/** Reads one secret by its ARN. */
export type ReadSecret = (arn: string, signal: AbortSignal) => Promise<string>;

/**
 * How long a secret is cached, in milliseconds: a mass failure reads it once, and a replaced one takes effect within a minute.
 */
const keepMilliseconds = 60_000;

/** Caches secrets for a short time. A failed read or an empty secret is never cached. */
export function rememberSecrets(read: ReadSecret, now: () => Date): ReadSecret {
  const known = new Map<string, { readonly value: string; readonly until: number }>();
  return async (arn, signal) => {
    const found = known.get(arn);
    if (found && now().getTime() < found.until) return found.value;
    const value = (await read(arn, signal)).trim();
    if (!value) throw new Error(`The secret ${arn} is empty`);
    known.set(arn, { value, until: now().getTime() + keepMilliseconds });
    return value;
  };
}

const patience = { maxAttempts: 3 };

/** The region that an ARN names. A client has to be told: by itself it asks its own region. */
export const regionOf = (arn: string): string => arn.split(':')[3] ?? '';

/** Reads from Secrets Manager or SSM, depending on the ARN. The client is created on first use. */
export const readSecret: ReadSecret = (arn, signal) =>
  arn.split(':')[2] === 'ssm' ? readParameter(arn, signal) : readFromSecretsManager(arn, signal);

/** Reads from Secrets Manager only. */
export async function readFromSecretsManager(arn: string, abortSignal: AbortSignal): Promise<string> {
  const client = withUserAgent(new SecretsManagerClient({ ...patience, region: regionOf(arn) }));
  const answer = await client.send(new GetSecretValueCommand({ SecretId: arn }), { abortSignal });
  return answer.SecretString ?? '';
}

async function readParameter(arn: string, abortSignal: AbortSignal): Promise<string> {
  const client = withUserAgent(new SSMClient({ ...patience, region: regionOf(arn) }));
  const command = new GetParameterCommand({ Name: arn, WithDecryption: true });
  return (await client.send(command, { abortSignal })).Parameter?.Value ?? '';
}
