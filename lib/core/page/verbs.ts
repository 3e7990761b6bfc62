import * as z from 'zod/mini';

/**
 * What a person can do to an incident from a phone, each with the guards of the command of that name.
 * - `take`: `nightshift take`
 * - `approve`, `deny`: the step that is asked about
 * - `watch`: `nightshift mode RUNBOOK watch`; it acts no more and still pages
 * - `stop-all`: `nightshift stop-all`
 */
export const verbs = ['take', 'approve', 'deny', 'watch', 'stop-all'] as const;
export type Verb = (typeof verbs)[number];

/** What a message lets its reader do. */
export const Offers = z.strictObject({
  incident: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  verbs: z.array(z.enum(verbs)).check(z.minLength(1)),
  /** The step that is asked about, from 1. @default - none is */
  step: z.optional(z.int().check(z.minimum(1))),
});
export type Offers = z.infer<typeof Offers>;

/** Of a page, and of a request for an approval. */
export const offered = {
  page: ['take', 'watch', 'stop-all'],
  request: ['approve', 'deny', 'take', 'watch', 'stop-all'],
} as const satisfies Record<string, readonly Verb[]>;
