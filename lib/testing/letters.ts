import { stageOf } from '#core/stages';

/**
 * When a letter that could not be dealt with is delivered again: after the queue's visibility timeout (lib/cdk/foundation/dead-letters.ts),
 * in seconds. AWS would stop after 14 days; no rehearsal lasts that long.
 */
export function* visibleAgain(): Generator<number, undefined> {
  for (;;) yield 6 * stageOf('dead-letters').timeoutSeconds;
}
