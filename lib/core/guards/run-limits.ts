/** What the guards still allow a runbook on a target, by its earlier runs there. */
export interface RunLimits {
  /** Runs that are remembered, oldest first. */
  readonly runs: ReadonlyArray<{ readonly at: string; readonly effect?: 'healed' | 'none' }>;
  /** Runs in the last 24 hours. */
  readonly today: number;
  /** Runs in a row, up to the last one, that had no effect. */
  readonly withoutEffect: number;
  /**
   * `open`: it rests. `half-open`: it has rested, and the next run decides. `closed` also where the guards name no breaker.
   */
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** ISO 8601, UTC: until when each guard forbids a run; only those that do now. */
  readonly until: { readonly cooldown?: string; readonly runsPerDay?: string; readonly breaker?: string };
}
