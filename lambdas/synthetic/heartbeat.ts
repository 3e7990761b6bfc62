import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

export interface Heartbeat {
  readonly secrets: SecretsManagerClient;
  /** ARN of the secret that holds the URL. @default - there is no heartbeat */
  readonly secretArn: string | undefined;
  readonly fetch: typeof fetch;
}

/** Time limit for the outside service, in milliseconds. */
const patience = 10_000;

/** The URL is enough to make Nightshift look alive, so it is called over TLS; plain HTTP only on this machine. */
const acceptable = /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)[:/])\S+$/;

/**
 * Calls the heartbeat after an alarm was handled from end to end. Never throws, and never logs the URL. The outside service
 * reports a missing call.
 * @returns the result, for the log
 */
export async function beat({ secrets, secretArn, fetch }: Heartbeat): Promise<string> {
  if (!secretArn) return 'no heartbeat is set up';
  try {
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const url = SecretString.trim();
    if (!acceptable.test(url)) return 'not called: the secret holds no https:// URL';
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience), redirect: 'error' });
    return answer.ok ? 'called' : `called, and the answer was ${answer.status}`;
  } catch (error) {
    // Not the message, which may quote the URL.
    return `not called: ${error instanceof Error ? error.name : 'an error without a name'}`;
  }
}
