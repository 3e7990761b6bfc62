import { ownersChannels } from './channels.ts';
import type { EnvironmentSpec } from './define/index.ts';
import { type Stage, stages } from './names.ts';

/** Whether an environment has a Lambda for a stage: some have nothing to do in some. */
export function hasStage(environment: EnvironmentSpec, stage: Stage): boolean {
  if (stage === 'notify') return Object.keys(ownersChannels(environment)).length > 0;
  if (stage === 'synthetic') return environment.synthetic !== undefined;
  return stage !== 'digest' || environment.digest !== false;
}

/** The stages that an environment has a Lambda for. */
export const stagesOf = (environment: EnvironmentSpec): Stage[] =>
  stages.filter((stage) => hasStage(environment, stage));
