/** Names of Nightshift's own metrics, shared by the code that writes them and the dashboard and alarms that read them. */
export const metric = {
  namespace: 'Nightshift',
  /** By environment and verdict: one for each verdict written. */
  incidents: 'Incidents',
  /** By environment and verdict: the same for incidents of drills, which no other metric counts. */
  drills: 'Drills',
  /** By environment, in seconds: from the alarm to the verdict of a healed incident, including the hold. */
  timeToRecover: 'TimeToRecover',
  /** By environment, in seconds: from the alarm to the first step that may have changed something. */
  timeToFirstAction: 'TimeToFirstAction',
  /** By environment, action and effect: one for each step on record when its incident ends. */
  stepEffect: 'StepEffect',
  /** By environment and alarm: one for each minute in which Nightshift works on its incident. Only with `delayedPages`. */
  working: 'Working',
  /** By environment and channel: pages that a path to a person accepted. */
  pagesSent: 'PagesSent',
} as const;

/**
 * What a step achieved.
 * - `healed`: the alarm recovered after it, and held: it gets the credit
 * - `none`: it acted, or may have, and the alarm did not recover because of it
 * - `refused`, `never-started`: nothing was changed
 * - `unknown`: it acted, and a person took over before its effect was known
 */
export const effects = ['healed', 'none', 'refused', 'never-started', 'unknown'] as const;
export type Effect = (typeof effects)[number];
