import { readFromSecretsManager, rememberSecrets } from '#core/aws/secrets';
import { required, variables } from '#core/aws/variables';
import type { LinkServices } from '#core/people/links';

/** Time limit of a Secrets Manager call, in milliseconds. */
const patience = 2_000;

/** Reads the key of answer links, cached like channels' secrets. */
export function keyReader(now: () => Date): () => Promise<string> {
  const read = rememberSecrets(readFromSecretsManager, now);
  const arn = required(variables.answerKey);
  return () => read(arn, AbortSignal.timeout(patience));
}

/** Makes answer links; undefined if the environment has no answer page. */
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
