/** How long a page waits for those who carry it, in milliseconds. */
export interface Budgets {
  /** For every channel, and the topic, as long as none has accepted. */
  readonly channel: number;
  /** For the others, once one has accepted: each page holds one of the stage's few simultaneous executions. */
  readonly others: number;
  /** For the backup path, which comes after them. */
  readonly backup: number;
}

/** Of the page stage's 45 seconds; the rest is for the table, before and after. */
export const budgets: Budgets = { channel: 20_000, others: 8_000, backup: 10_000 };
