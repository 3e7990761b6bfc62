import { type Stage, stageOf, stages } from '#core/stages';
import { isProduction } from '#define/drills';
import type { EnvironmentSpec } from '#define/index';
import { ownersChannels } from './channels.ts';

/** Whether an environment has a Lambda for a stage: some have nothing to do in some. */
export function hasStage(environment: EnvironmentSpec, stage: Stage): boolean {
  if (stage === 'notify') return Object.keys(ownersChannels(environment)).length > 0;
  if (stage === 'drill') return environment.drills?.schedule !== undefined && !isProduction(environment);
  if (stage === 'synthetic') return environment.synthetic !== undefined;
  if (stage === 'diagnose') return environment.diagnose !== undefined;
  return stage !== 'digest' || environment.digest !== false;
}

/** The stages that an environment has a Lambda for. */
export const stagesOf = (environment: EnvironmentSpec): Stage[] =>
  stages.filter((stage) => hasStage(environment, stage));

/** What a stage reserves where the environment does not say, in simultaneous executions. */
const reservedByDefault = 5;

/** The simultaneous executions that a stage's Lambda reserves; 0 where the environment wants none reserved. */
export function reservedFor(
  { reservedConcurrency: each = reservedByDefault }: Pick<EnvironmentSpec, 'reservedConcurrency'>,
  stage: Stage,
): number {
  if (each === false) return 0;
  return (stageOf(stage).reserves ?? 1) * each;
}
