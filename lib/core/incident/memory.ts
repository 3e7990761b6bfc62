import type { Drilled } from './records.ts';

/** What the table remembers of an alarm. */
export interface AlarmMemory {
  /** ISO 8601, UTC: its newest OK event. */
  readonly okAt?: string;
  /** Its newest incident. */
  readonly lastIncident?: string;
  /** ISO 8601, UTC: up to which change of its state that incident answers for. */
  readonly lastSince?: string;
  /** ISO 8601, UTC: when it was first seen that it fires and that no incident takes care of it any more. */
  readonly missedSince?: string;
  /** ISO 8601, UTC: when a page said that it fires and its runbook did not begin; no incident knows of that page. */
  readonly missedToldAt?: string;
  /** The last drill of it. */
  readonly drill?: DrillMark;
}

/** A drill of an alarm, as the alarm's record has it from before the fault until the drill is over. */
export interface DrillMark extends Drilled {
  readonly runbook: string;
  /** ISO 8601, UTC: what fired before is no drill's. */
  readonly from: string;
  /** ARNs of all that its steps may touch. */
  readonly targets: readonly string[];
}

/** A lock that a person keeps, lent to a run by hand of that same person. It goes back afterwards. */
export interface LentLock {
  readonly target: string;
  readonly holder: string;
  readonly keptBy: string;
  readonly until: string;
}

/** A lease on a target. Granted only when both times have passed. */
export interface Lock {
  readonly holder: string;
  readonly leaseUntil: string;
  /** A worker of the holder may still be running until then. */
  readonly busyUntil: string;
  /** The person who took the holder's incident over and keeps its targets to work on them. */
  readonly keptBy?: string;
}

/** One run of a runbook on a target: an incident of which a step started there, so that it may have changed something. */
export interface Run {
  /** ISO 8601, UTC: when its first step there started. */
  readonly at: string;
  /** Known once its incident has ended. */
  readonly effect?: 'healed' | 'none';
  /** Somebody broke the target on purpose, so the run says nothing about how often it breaks by itself. @default - it was no drill */
  readonly drill?: true;
}

/** The runs of one runbook on one target in the last 30 days, by incident; `version` guards concurrent admissions. */
export interface Runs {
  readonly runs: Readonly<Record<string, Run>>;
  readonly version: number;
  /** A person closed the breaker: runs before that moment no longer count as runs without effect. */
  readonly breakerClosed?: { readonly by: string; readonly why: string; readonly at: string };
  /** When the owner was last told that the fault is chronic. */
  readonly chronicToldAt?: string;
}
