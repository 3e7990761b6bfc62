import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Refusal } from '#core/action/action-handler';

/** Never to be recorded, logged or put into an error. */
export interface Login {
  readonly username?: string;
  readonly password: string;
}

/** The login in the secret; undefined if the step names no secret. */
export async function readLogin(
  secrets: SecretsManagerClient,
  secret: string | undefined,
): Promise<Login | undefined | Refusal> {
  if (secret === undefined) return undefined;
  const answer = await secrets
    .send(new GetSecretValueCommand({ SecretId: secret }))
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    });
  if (!answer) return { refused: `there is no secret ${secret}` };
  const login = parse(answer.SecretString ?? '');
  return (
    login ?? { refused: `secret ${secret} holds no password: expected plain text, or JSON with "password"` }
  );
}

function parse(text: string): Login | undefined {
  const fields = asObject(text);
  if (!fields) return text === '' ? undefined : { password: text };
  const { username, password } = fields;
  if (typeof password !== 'string' || password === '') return undefined;
  return { password, ...(typeof username === 'string' && username !== '' && { username }) };
}

/** The object that the text spells in JSON; undefined if it is a plain password, `1234` and `"x"` included. */
function asObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined; // The parser's message would quote the password.
  }
}
