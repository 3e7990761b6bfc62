import { type Stage, stageOf, stages } from '#core/stages';
import { isProduction } from '#define/drills';
import type { EnvironmentSpec } from '#define/index';
import { ownersChannels } from './channels.ts';

/** Whether an environment has a Lambda for a stage. Some stages are optional. */
export function hasStage(environment: EnvironmentSpec, stage: Stage): boolean {
  if (stage === 'notify') return Object.keys(ownersChannels(environment)).length > 0;
  if (stage === 'drill') return environment.drills?.schedule !== undefined && !isProduction(environment);
  if (stage === 'answer') return environment.answers !== undefined;
  if (stage === 'synthetic') return environment.synthetic !== undefined;
  if (stage === 'diagnose') return environment.diagnose !== undefined;
  return stage !== 'digest' || environment.digest !== false;
}

/** The stages that an environment has a Lambda for. */
export const stagesOf = (environment: EnvironmentSpec): Stage[] =>
  stages.filter((stage) => hasStage(environment, stage));

/** Default of a stage's reserved concurrency. */
const reservedByDefault = 5;

/** The reserved concurrency of a stage's Lambda; 0 if the environment reserves none. */
export function reservedFor(
  { reservedConcurrency: each = reservedByDefault }: Pick<EnvironmentSpec, 'reservedConcurrency'>,
  stage: Stage,
): number {
  if (each === false) return 0;
  return (stageOf(stage).reserves ?? 1) * each;
}
