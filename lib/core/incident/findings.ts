/** What was read about an incident while it ran, without changing anything. */
export interface Diagnosis {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Capped and redacted. */
  readonly lines: readonly string[];
}

/** How work that went on after an action's call ended. */
export interface WorkEnded {
  readonly state: 'succeeded' | 'failed';
  /** What it printed or returned, or why it failed, as one capped line. */
  readonly said: string;
  /** ISO 8601, UTC: when it was read. */
  readonly at: string;
}
