import { readFromSecretsManager, rememberSecrets } from '#core/aws/secrets';
import { required, variables } from '#core/aws/variables';
import type { LinkServices } from '#core/people/links';

/** For one call of Secrets Manager, in milliseconds. */
const patience = 2_000;

/** Reads the key of answer links, and remembers it for as long as channels remember secrets. */
export function keyReader(now: () => Date): () => Promise<string> {
  const read = rememberSecrets(readFromSecretsManager, now);
  const arn = required(variables.answerKey);
  return () => read(arn, AbortSignal.timeout(patience));
}

/** What links to the answer page are made with; undefined where the environment has none. */
export function answerLinks(now: () => Date): LinkServices | undefined {
  const url = process.env[variables.answerUrl];
  if (!url) return undefined;
  return {
    url,
    environment: required(variables.environment),
    key: keyReader(now),
    seconds: Number(required(variables.answerSeconds)),
    now,
  };
}
