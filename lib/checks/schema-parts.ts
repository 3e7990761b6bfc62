import * as z from 'zod/mini';
import { Duration } from '#core/duration';

const secretArn = 'the ARN of a Secrets Manager secret, whose value is the URL; a URL in a file is no secret';
const secret = z
  .string(secretArn)
  .check(z.regex(/^arn:[a-z-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+$/, secretArn));
const everyFewMinutes = 'whole minutes, 2 to 60';
const EveryFewMinutes = Duration.check(
  z.refine(({ seconds }) => seconds % 60 === 0 && seconds >= 120 && seconds <= 3600, everyFewMinutes),
);

/** The synthetic alarm of an environment. */
export const Synthetic = z.strictObject({
  every: z.exactOptional(EveryFewMinutes),
  heartbeat: z.exactOptional(secret),
});

const someHours = '1 to 12 hours: a link that works for longer is a key that lies around';

/** The answer page of an environment. */
export const Answers = z.strictObject({
  linksFor: z.exactOptional(
    Duration.check(z.refine(({ seconds }) => seconds >= 3_600 && seconds <= 12 * 3_600, someHours)),
  ),
});
