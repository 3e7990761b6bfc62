import type { DeployedRunbook } from '#core/runbook/runbook';

/** The file beside the handler: what the environment says of its drills, and the runbooks that it drills. */
export const drillsFile = 'drills.json';

/** What is in it, as synth has checked it. */
export interface DrillsBeside<Drills> {
  readonly drills: Drills;
  readonly runbooks: readonly DeployedRunbook[];
}
