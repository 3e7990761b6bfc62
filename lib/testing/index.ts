/** For testing runbooks and actions: whole incidents in virtual time, with the real handlers and definitions. */

import { loadAdditions } from '#project/load';

export { kitHandler } from '#action/runner';
export { type Conformance, conforms } from './conforms.ts';
export { type Case, scene } from './conforms-scene.ts';
export {
  ImpossibleFault,
  type NightOptions,
  type Rehearsal,
  type RehearseOptions,
  rehearse,
} from './rehearse.ts';
export { type DeclareTest, testRunbooks } from './test-runbooks.ts';
export { type ExpectedPage, type Judged, matchers } from './verdicts.ts';
export {
  type ActionWorld,
  type Built,
  defineActionWorld,
  remedyOf,
  type Stage,
  type StepFault,
  stepFaults,
} from './world/action-world.ts';
export type { Aws } from './world/aws/aws.ts';
export { type AwsWith, type KitWorld, kitWorld } from './world/aws/kit-world.ts';
export { awsError, type Call, type Commands } from './world/wire.ts';

// Keeps the handlers' metrics and logs, which are meant for AWS, out of a test's output.
process.env['POWERTOOLS_METRICS_DISABLED'] = 'true';
process.env['POWERTOOLS_LOG_LEVEL'] ??= 'SILENT';

// A test may rehearse a runbook that it imported itself, so the project's own actions have to be known.
await loadAdditions();
