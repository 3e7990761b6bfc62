import type { DeployedRunbook } from '#core/runbook/runbook';

/** The file beside the handler, with the environment's drills and their runbooks. */
export const drillsFile = 'drills.json';

/** Its content, which synth has checked. */
export interface DrillsBeside<Drills> {
  readonly drills: Drills;
  readonly runbooks: readonly DeployedRunbook[];
}
