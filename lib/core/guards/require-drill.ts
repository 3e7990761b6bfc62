import * as z from 'zod/mini';
import { formatSeconds, secondsBetween } from '../time.ts';
import { guard } from './guard.ts';

const expected = 'how old the proof of a drill may be, { within: days(90) }';

/** The deployed form of a drill's evidence: see lib/core/drill/proven.ts. */
const Proof = z.strictObject({
  /** The version that was drilled. */
  version: z.string(),
  /** The environment where it was drilled, and the incident there. */
  environment: z.string(),
  incident: z.string(),
  /** ISO 8601, UTC: when it was healed. */
  when: z.string(),
  /** It was drilled in a local emulator, and this is AWS. @default - drilled in AWS, or this is an emulator too */
  emulated: z.optional(z.literal(true)),
});

const longestSeconds = 366 * 86_400;
const within = 'a whole number of seconds, at least 1 and at most 366 days';

/** May be longer than other durations: people drill a runbook once a quarter, or once a year. */
const Within = z.strictObject(
  { seconds: z.int(within).check(z.minimum(1, within), z.maximum(longestSeconds, within)) },
  'a duration: days(…)',
);

const Asked = z.strictObject({ within: Within }, expected);

const RequireDrill = z.strictObject({
  /** How long a proof counts after it was healed, in seconds. */
  withinSeconds: z.number(),
  /** The newest proof, of any version. @default - none */
  proof: z.optional(Proof),
});
export type RequireDrill = z.infer<typeof RequireDrill>;

/** How far the other clock may be ahead, in seconds. A proof from further in the future does not count. */
const clockToleranceSeconds = 300;

/** Why a version is not proven now. @param version @default - not known, so nothing proves it */
export function unproven({ withinSeconds, proof }: RequireDrill, version: string | undefined, now: Date) {
  if (!proof) return { code: 'not-drilled' as const, facts: {} };
  const { environment, incident, when, emulated } = proof;
  if (emulated) return { code: 'drilled-in-emulator' as const, facts: { environment, incident, when } };
  if (version === undefined || proof.version !== version)
    return { code: 'drilled-another-version' as const, facts: { environment, incident, when } };
  const age = secondsBetween(when, now);
  // Written so that an unreadable age (NaN) does not pass.
  return age >= -clockToleranceSeconds && age <= withinSeconds
    ? undefined
    : { code: 'drill-too-old' as const, facts: { environment, incident, when, withinSeconds } };
}

const twoDays = 2 * 86_400;
const span = (seconds: number): string =>
  seconds < twoDays ? formatSeconds(seconds) : `${Math.round(seconds / 86_400)} days`;

/** In mode `auto`, an unproven version of a runbook asks a person before each step. */
export const requireDrill = guard({
  place: 65,
  runbook: {
    /**
     * Requires of this runbook, wherever it is deployed, what an environment's `requireDrill` requires of all its runbooks; the
     * shorter time counts. It is no part of the runbook's version. @default - what the environment says
     */
    requireDrill: z.exactOptional(Asked),
  },
  environment: {
    /**
     * A runbook in mode `auto` acts alone only if a drill has proven this very version within this time; otherwise it asks a
     * person before each step, as in mode `approve`. 1 second to 366 days. See docs/drills.md. @default - no drill is required
     */
    requireDrill: z.exactOptional(Asked),
  },
  deployed: {
    /** A drill must have proven this version. @default - no drill is required */
    requireDrill: z.optional(RequireDrill),
  },
  // A sandbox does not divide it: evidence ages in real time. A rehearsal has no environment, and so no evidence.
  fillIn: ({ requireDrill: own }, environment) => {
    const asked = environment ? [own, environment.requireDrill] : [];
    const within = asked.flatMap((one) => (one ? [one.within.seconds] : []));
    return within.length > 0 ? { requireDrill: { withinSeconds: Math.min(...within) } } : {};
  },
  reasons: {
    'not-drilled': () => 'no drill has proven this version of the runbook',
    'drilled-another-version': ({ environment, incident, when }: DrillFacts) =>
      `the drill of ${when.slice(0, 10)} in ${environment} (${incident}) proved another version of the runbook`,
    'drilled-in-emulator': ({ environment, incident, when }: DrillFacts) =>
      `the drill of ${when.slice(0, 10)} in ${environment} (${incident}) was in a local emulator of AWS`,
    'drill-too-old': ({
      environment,
      incident,
      when,
      withinSeconds,
    }: DrillFacts & { withinSeconds: number }) =>
      `the drill of ${when.slice(0, 10)} in ${environment} (${incident}) is not within the last ${span(withinSeconds)}`,
  },
  judges: {
    unasked: ({ requireDrill: its }, { version, now }) => its && unproven(its, version, now),
  },
  remark: ({ requireDrill: its }) =>
    its &&
    `In mode auto it asks a person before each step unless a drill has proven this version within ${span(its.withinSeconds)}. \`nightshift trust\` says whether one has.`,
  proof: { rule: 'drill' },
});

type DrillFacts = { environment: string; incident: string; when: string };
