/** How long a page waits for its paths, in milliseconds. */
export interface Budgets {
  /** For every channel and the topic, while none has accepted. */
  readonly channel: number;
  /** For the others, once one has accepted: each page uses one of the stage's few executions. */
  readonly others: number;
  /** For the backup path, which follows. */
  readonly backup: number;
}

/** Parts of the page stage's 45 seconds. The rest is for the table, before and after. */
export const budgets: Budgets = { channel: 20_000, others: 8_000, backup: 10_000 };
