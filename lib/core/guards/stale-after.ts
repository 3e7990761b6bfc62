import * as z from 'zod/mini';
import { Duration } from '../duration.ts';
import { formatSeconds } from '../time.ts';
import { guard } from './guard.ts';

/**
 * EventBridge's limits for the maximum event age of a rule's target, in seconds.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html
 */
const [shortestSeconds, longestSeconds] = [60, 24 * 3600];

const EventAge = Duration.check(
  z.refine(
    ({ seconds }) => seconds >= shortestSeconds && seconds <= longestSeconds,
    "1 minute to 24 hours, EventBridge's limits for the age of an event",
  ),
);

export const staleAfter = guard({
  place: 70,
  runbook: {
    /** An event older than this acts on nothing. @default - 5 minutes, the rule's maximum event age */
    staleAfter: z.exactOptional(EventAge),
  },
  deployed: { staleAfterSeconds: z.number() },
  fillIn: ({ staleAfter: { seconds } = { seconds: 5 * 60 } }) => ({ staleAfterSeconds: seconds }),
  divided: ({ staleAfterSeconds }, divided) => ({
    staleAfterSeconds: Math.max(shortestSeconds, divided(staleAfterSeconds)),
  }),
  reasons: {
    'event-stale': ({ ageSeconds, limitSeconds }: { ageSeconds: number; limitSeconds: number }) =>
      `the event is ${formatSeconds(ageSeconds)} old, the limit is ${formatSeconds(limitSeconds)}, and the alarm still fires`,
  },
  judges: {
    alarm: ({ staleAfterSeconds: limitSeconds }, { ageSeconds }) =>
      ageSeconds > limitSeconds ? { code: 'event-stale', facts: { ageSeconds, limitSeconds } } : undefined,
  },
  pagesWhen: ({ staleAfterSeconds }) =>
    `the event is older than ${formatSeconds(staleAfterSeconds)} and the alarm still fires`,
  proof: { rule: 'stale event' },
});
