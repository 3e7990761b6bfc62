/** What Nightshift's own metrics are called: the contract between who writes them and who draws or alarms on them. */
export const metric = {
  namespace: 'Nightshift',
  /** By environment and verdict: one for each verdict written. */
  incidents: 'Incidents',
  /** By environment and verdict: the same for those that a drill brought about, which no other metric has. */
  drills: 'Drills',
  /** By environment, in seconds: from the alarm to the verdict of an incident that was healed, the hold included. */
  timeToRecover: 'TimeToRecover',
  /** By environment, in seconds: from the alarm to the first step that may have changed something. */
  timeToFirstAction: 'TimeToFirstAction',
  /** By environment, action and effect: one for each step on record when its incident ends. */
  stepEffect: 'StepEffect',
  /** By environment and alarm: each minute in which Nightshift works on an incident of it. Only with `delayedPages`. */
  working: 'Working',
  /** By environment and channel: pages that a path to a person accepted. */
  pagesSent: 'PagesSent',
} as const;

/**
 * What a step was good for.
 * - `healed`: the alarm recovered after it, and held: it gets the credit
 * - `none`: it acted, or may have, and the alarm did not recover by it
 * - `refused`, `never-started`: nothing was changed
 * - `unknown`: it acted, and a person took over before that was judged
 */
export const effects = ['healed', 'none', 'refused', 'never-started', 'unknown'] as const;
export type Effect = (typeof effects)[number];
