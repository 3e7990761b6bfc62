import type { Drilled } from './records.ts';

/** What the table remembers of an alarm. */
export interface AlarmMemory {
  /** ISO 8601, UTC: its newest OK event. */
  readonly okAt?: string;
  /** Its newest incident. */
  readonly lastIncident?: string;
  /** ISO 8601, UTC: the newest change of its state that this incident is about. */
  readonly lastSince?: string;
  /** ISO 8601, UTC: when the reconciler first saw it fire without an incident that takes care of it. */
  readonly missedSince?: string;
  /** ISO 8601, UTC: when a page said that it fires and its runbook did not begin. No incident has that page on record. */
  readonly missedToldAt?: string;
  /** Whether that page was only about to be sent. @default - a channel accepted it */
  readonly missedUnsure?: boolean;
  /** Its last drill. */
  readonly drill?: DrillMark;
}

/** A drill of an alarm, on the alarm's record from before the fault until the drill is over. */
export interface DrillMark extends Drilled {
  readonly runbook: string;
  /** ISO 8601, UTC: what fired earlier is not part of the drill. */
  readonly from: string;
  /** ARNs of everything that its steps may touch. */
  readonly targets: readonly string[];
}

/** A lock that a person keeps, lent to that person's run by hand and returned afterwards. */
export interface LentLock {
  readonly target: string;
  readonly holder: string;
  readonly keptBy: string;
  readonly until: string;
}

/** A lock on a target. Granted only after both times have passed. */
export interface Lock {
  readonly holder: string;
  readonly leaseUntil: string;
  /** A worker of the holder may run until then. */
  readonly busyUntil: string;
  /** The person who took the holder's incident over and keeps its targets to work on them. */
  readonly keptBy?: string;
}

/** The person who took an incident after its page and has its target, whichever incident has the lock. */
export interface Kept {
  readonly incident: string;
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly until: string;
}

/** One run of a runbook on a target: an incident with a step that started there, so it may have changed something. */
export interface Run {
  /** ISO 8601, UTC: when its first step there started. */
  readonly at: string;
  /** Known once its incident has ended. */
  readonly effect?: 'healed' | 'none';
  /**
   * The target was broken on purpose, so the run says nothing about how often it breaks by itself. @default - it was not a
   * drill
   */
  readonly drill?: true;
}

/** The runs of one runbook on one target in the last 30 days, by incident; `version` guards concurrent admissions. */
export interface Runs {
  readonly runs: Readonly<Record<string, Run>>;
  readonly version: number;
  /** When a person closed the breaker: earlier runs no longer count as runs without effect. */
  readonly breakerClosed?: { readonly by: string; readonly why: string; readonly at: string };
  /** When the owner was last told that the fault is chronic. */
  readonly chronicToldAt?: string;
}
