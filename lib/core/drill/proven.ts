import * as z from 'zod/mini';

const text = (what: string) => z.string(what).check(z.minLength(1, what));
const incident = z
  .string('the id of an incident')
  .check(z.regex(/^\d{8}-\d{4}-[0-9a-f]{8}$/, 'the id of an incident, yyyymmdd-hhmm-xxxxxxxx'));

/** Recorded in place of a control if the fault cannot end by itself, so that none is needed. */
export const cannotEnd = 'cannot end by itself';

/**
 * The evidence of a drill in Git, `runbooks/proven/<runbook>.json`: this version of the runbook healed a real fault. One
 * environment vouches with it for another, so it has everything that a reviewer needs.
 */
export const Proven = z.strictObject(
  {
    /** The runbook's id, which is also the file's name. */
    runbook: text("the runbook's id"),
    /** The version that acted: see `runbookVersion`. */
    version: z
      .string('the version that acted')
      .check(z.regex(/^[0-9a-f]{64}$/, 'the version that acted: 64 hexadecimal digits')),
    /** Where it was drilled. */
    environment: text('the environment in which it was drilled'),
    /** The AWS account there. A drill in a local emulator vouches for no other account. */
    account: z
      .string('the AWS account in which it was drilled')
      .check(z.regex(/^\d{12}$/, 'the AWS account in which it was drilled: 12 digits, as a text')),
    /** The drill's incident. */
    incident,
    fault: z.strictObject({
      /** What made the fault, e.g. `fis`. */
      injector: text('what made the fault'),
      /** What was broken, e.g. `aws:ecs:task-kill-process`. */
      name: text('what was broken'),
    }),
    /** The same fault with the runbook in `watch`, or why none is needed. */
    control: z.union(
      [z.literal(cannotEnd), z.strictObject({ incident, recovered: z.boolean('true or false') })],
      `{ incident, recovered }, or "${cannotEnd}"`,
    ),
    /** The step that was expected to heal and did, from 1. */
    step: z.int('the number of a step, from 1').check(z.minimum(1, 'the number of a step, from 1')),
    /** Who ran the drill. */
    who: text('who ran the drill'),
    /** ISO 8601, UTC: when the incident was healed. */
    when: z.iso.datetime('a time in UTC such as 2026-03-01T03:00:05.000Z'),
  },
  'the evidence of a drill, as `nightshift drill --record` writes it',
);
export type Proven = z.infer<typeof Proven>;

/** The folder of proofs, relative to the project. */
export const provenFolder = 'runbooks/proven';

/** `runbooks/proven/payments-api-errors.json` */
export const provenFile = (runbook: string): string => `${provenFolder}/${runbook}.json`;

/** The file's text. The same evidence gives the same bytes. */
export function provenText(proven: Proven): string {
  // z.union keeps the order of the input's fields, so they are put in order here.
  const { control, ...rest } = Proven.parse(proven);
  const { who, when, step, ...before } = rest;
  const inOrder =
    control === cannotEnd ? control : { incident: control.incident, recovered: control.recovered };
  return `${JSON.stringify({ ...before, control: inOrder, step, who, when }, undefined, 2)}\n`;
}
