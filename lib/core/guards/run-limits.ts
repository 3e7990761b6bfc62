/** What the guards still allow a runbook on a target, after its earlier runs there. */
export interface RunLimits {
  /** The runs on record, oldest first. */
  readonly runs: ReadonlyArray<{ readonly at: string; readonly effect?: 'healed' | 'none' }>;
  /** Runs in the last 24 hours. */
  readonly today: number;
  /** The latest runs in a row without effect. */
  readonly withoutEffect: number;
  /** `open`: it rests. `half-open`: it has rested, and the next run decides. `closed`: also if there is no breaker. */
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** ISO 8601, UTC: until when each guard forbids a run. Only guards that forbid one now. */
  readonly until: { readonly cooldown?: string; readonly runsPerDay?: string; readonly breaker?: string };
}
