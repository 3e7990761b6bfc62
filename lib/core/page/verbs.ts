import * as z from 'zod/mini';

/**
 * What a person can do from a phone, each with the guards of the command.
 * - `take`: `nightshift take`
 * - `approve`, `deny`: the step that is asked about
 * - `watch`: `nightshift mode RUNBOOK watch`, which stops acting and still pages
 * - `stop-all`: `nightshift stop-all`
 */
export const verbs = ['take', 'approve', 'deny', 'watch', 'stop-all'] as const;
export type Verb = (typeof verbs)[number];

/** The label of each button. */
export const verbLabels: Readonly<Record<Verb, string>> = {
  take: 'I have it',
  approve: 'Approve',
  deny: 'Deny',
  watch: 'Stop this runbook',
  'stop-all': 'Stop everything',
};

/** These stop more than one incident, so they must be hard to press by accident. */
export const stopsMore: readonly Verb[] = ['watch', 'stop-all'];

/** What those do, shown before a person presses. */
export const whatStops =
  'Stop this runbook: it acts no more and still pages (mode watch). Stop everything: nothing acts in this environment until a person lifts it; alarms are paged.';

/** What the reader of a message can do. */
export const Offers = z.strictObject({
  incident: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  verbs: z.array(z.enum(verbs)).check(z.minLength(1)),
  /** The step that is asked about, from 1. @default - none */
  step: z.optional(z.int().check(z.minimum(1))),
});
export type Offers = z.infer<typeof Offers>;

/** Verbs of a page, and of a request for an approval. */
export const offered = {
  page: ['take', 'watch', 'stop-all'],
  request: ['approve', 'deny', 'take', 'watch', 'stop-all'],
} as const satisfies Record<string, readonly Verb[]>;
