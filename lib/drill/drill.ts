import type { AlarmFacts, Drilled } from '#core/incident/records';
import type { Reason } from '#core/reasons/reason';

/** What is broken on purpose, and how. */
export interface DrillFault {
  /** What breaks it: `fis`, `document`, `by-hand`. */
  readonly injector: string;
  /** For people: `a port of its tasks answers nobody`. */
  readonly name: string;
  /** Whether the fault ends by itself. Then a recovery proves nothing without a control. */
  readonly endsByItself: boolean;
  /** ISO 8601, UTC: when it is ended, even if the process that began it died. */
  readonly endsAt: string;
}

/**
 * How a drill ended.
 * - `proven`: this version of the runbook healed the fault
 * - `not-proven`: it did not, or nobody can know that it did
 * - `not-recovered`, `recovered`: of a control, the alarm's end while nothing acted
 * - `stopped`: someone or something ended it before that was known
 * - `skipped`: it was due, and did not begin
 */
export const drillVerdicts = [
  'proven',
  'not-proven',
  'not-recovered',
  'recovered',
  'stopped',
  'skipped',
] as const;
export type DrillVerdict = (typeof drillVerdicts)[number];

/** A drill: a fault on purpose, to see whether a version of a runbook heals it. */
export interface Drill extends Drilled {
  readonly environment: string;
  readonly runbook: string;
  /** The version of the runbook that was deployed when it began. @default - it was deployed without one */
  readonly version?: string;
  readonly alarm: Pick<AlarmFacts, 'arn' | 'name'>;
  /** ARNs of all that its steps may touch. */
  readonly targets: readonly string[];
  readonly fault: DrillFault;
  /** The number of the step that should heal it, from 1. */
  readonly expects: number;
  /** Who drills, why and since when (ISO 8601, UTC). */
  readonly by: string;
  readonly why: string;
  readonly at: string;
  /** How long the alarm needs after the fault is over, in seconds. */
  readonly settleSeconds: number;
  /** ISO 8601, UTC: when the fault was injected. @default - it was not */
  readonly brokenAt?: string;
  /** ISO 8601, UTC: when someone or something ended the fault. @default - it had its time */
  readonly faultEndedAt?: string;
  readonly verdict?: DrillVerdict;
  /** Why. @default - it is proven, or not over */
  readonly reason?: Reason;
  readonly endedAt?: string;
  /** The incident that it brought about. @default - none */
  readonly incident?: string;
  /** Epoch seconds; DynamoDB's time to live. */
  readonly expiresAt: number;
}

/** `drill-yyyymmdd-hhmm-xxxxxxxx`: ids of drills sort by the time at which they began. */
export const drillId = (at: string, unique: string): string =>
  `drill-${at.slice(0, 16).replaceAll('-', '').replace('T', '-').replace(':', '')}-${unique}`;

/** The lowest id that a drill which began then or later can have. */
export const firstIdAt = (at: string): string => drillId(at, '');
