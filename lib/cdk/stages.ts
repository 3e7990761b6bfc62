import type { EnvironmentSpec } from '#define/index';
import { ownersChannels } from './channels.ts';
import { type Stage, stages } from './names.ts';

/** Whether an environment has a Lambda for a stage: some have nothing to do in some. */
export function hasStage(environment: EnvironmentSpec, stage: Stage): boolean {
  if (stage === 'notify') return Object.keys(ownersChannels(environment)).length > 0;
  if (stage === 'synthetic') return environment.synthetic !== undefined;
  if (stage === 'diagnose') return environment.diagnose !== undefined;
  return stage !== 'digest' || environment.digest !== false;
}

/** The stages that an environment has a Lambda for. */
export const stagesOf = (environment: EnvironmentSpec): Stage[] =>
  stages.filter((stage) => hasStage(environment, stage));

/** What a stage reserves where the environment does not say, in simultaneous executions. */
const reservedByDefault = 5;

/**
 * Every alarm is admitted, and in a mass failure every one is paged: with 20 executions each, 10,000 alarms take some
 * minutes. The page stage waits for pagers besides, and for slow ones up to half a minute: one slow channel should not hold
 * all its executions.
 */
const times: Partial<Readonly<Record<Stage, number>>> = { admit: 4, page: 4 };

/** The simultaneous executions that a stage's Lambda reserves; 0 where the environment wants none reserved. */
export function reservedFor(
  { reservedConcurrency: each = reservedByDefault }: Pick<EnvironmentSpec, 'reservedConcurrency'>,
  stage: Stage,
): number {
  if (each === false) return 0;
  return (times[stage] ?? 1) * each;
}
