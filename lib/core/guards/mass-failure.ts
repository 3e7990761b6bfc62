import * as z from 'zod/mini';
import { Duration } from '../duration.ts';
import { clockTime, formatSeconds } from '../time.ts';
import { guard } from './guard.ts';
import { Count } from './parts.ts';

/** The environment's limit, the same in each of its runbooks. */
const MassFailureLimit = z.strictObject({
  /** More than this many incidents that would act … */
  incidents: z.number(),
  /** … in this many seconds suspend remediation … */
  withinSeconds: z.number(),
  /** … until it has been calmer for this many seconds. */
  coolDownSeconds: z.number(),
  /** Seconds between two pages that list new incidents. */
  pageEverySeconds: z.number(),
});
export type MassFailureLimit = z.infer<typeof MassFailureLimit>;

const usual = { incidents: 10, within: { seconds: 5 * 60 }, coolDown: { seconds: 15 * 60 } };

/** How long a mass failure's page waits for further alarms to list, in seconds. */
const pageEverySeconds = 5 * 60;

const many = (began: number, limit: number, withinSeconds: number): string =>
  `${began} incidents began within ${formatSeconds(withinSeconds)}, the limit is ${limit}`;

/** Judged in `lib/core/mass-failure/`, because judging counts the incident. */
export const massFailure = guard({
  place: 50,
  environment: {
    /**
     * Mass failure: when more than this many incidents that act or ask for a person begin within this time, over all runbooks,
     * nothing new acts and one page names them. Incidents under way go on. It ends once the cool-down has passed without that
     * many new ones.
     * @default - 10 incidents in 5 minutes, 15 minutes of cool-down
     */
    massFailure: z.exactOptional(z.strictObject({ incidents: Count, within: Duration, coolDown: Duration })),
  },
  deployed: {
    /** More incidents than these at once, of all runbooks together: nothing new acts. @default - no limit */
    massFailure: z.optional(MassFailureLimit),
  },
  fillIn: (_, environment) => {
    const { incidents, within, coolDown } = environment?.massFailure ?? usual;
    return {
      massFailure: {
        incidents,
        withinSeconds: within.seconds,
        coolDownSeconds: coolDown.seconds,
        pageEverySeconds,
      },
    };
  },
  divided: ({ massFailure: its }, divided) =>
    its
      ? {
          massFailure: {
            incidents: its.incidents,
            withinSeconds: divided(its.withinSeconds),
            coolDownSeconds: divided(its.coolDownSeconds),
            pageEverySeconds: divided(its.pageEverySeconds),
          },
        }
      : {},
  reasons: {
    'mass-failure-began': ({
      began,
      limit,
      withinSeconds,
      until,
    }: {
      began: number;
      limit: number;
      withinSeconds: number;
      until: string;
    }) => `${many(began, limit, withinSeconds)}: remediation is suspended until ${clockTime(until)}`,
    // It is not known whose limit was exceeded: runbooks may have different ones.
    'mass-failure-lasts': ({ since, until }: { since: string; until: string }) =>
      `too many incidents began at ${clockTime(since)}: remediation is suspended until ${clockTime(until)}`,
    'mass-failure-unrecorded': ({
      began,
      limit,
      withinSeconds,
      error,
    }: {
      began: number;
      limit: number;
      withinSeconds: number;
      error: string;
    }) => `${many(began, limit, withinSeconds)}, which can't be recorded (${error})`,
    'incidents-uncountable': ({ withinSeconds, error }: { withinSeconds: number; error: string }) =>
      `the incidents of the last ${formatSeconds(withinSeconds)} can't be counted (${error})`,
  },
  pagesWhen: ({ massFailure: its }) =>
    its &&
    `more than ${its.incidents} incidents of all runbooks together began within ${formatSeconds(its.withinSeconds)}, or that was less than ${formatSeconds(its.coolDownSeconds)} ago`,
  proof: { rule: 'mass failure' },
});
