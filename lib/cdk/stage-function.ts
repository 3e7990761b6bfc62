import type { Construct } from 'constructs';
import { type Stage, stageOf } from '#core/stages';
import type { Deployment } from './deployment.ts';
import { EngineFunction } from './function.ts';
import { handlerFile } from './names.ts';
import type { Resources } from './permission-parts.ts';
import { stagePermissions } from './permissions.ts';
import { reservedFor } from './stages.ts';

/** What all Lambdas of the engine share. */
export interface Engine {
  readonly deployment: Deployment;
  readonly resources: Resources;
  /** Environment variables of every Lambda of the engine. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The Lambda of a stage.
 * @param own environment variables besides those of every Lambda
 */
export function stageFunction(
  scope: Construct,
  stage: Stage,
  engine: Engine,
  own: Readonly<Record<string, string>> = {},
): EngineFunction {
  const { deployment, resources, variables } = engine;
  const { description, timeoutSeconds } = stageOf(stage);
  const reservedConcurrency = reservedFor(deployment.environment, stage);
  const id = stage.replace(/(^|-)[a-z]/g, (start) => start.replace('-', '').toUpperCase());
  return new EngineFunction(scope, `${id}Stage`, {
    description,
    timeoutSeconds,
    deployment,
    arns: resources.arns,
    name: deployment.names.function(stage),
    handlerFile: handlerFile.stage(stage),
    environment: { ...variables, ...own },
    permissions: stagePermissions[stage](resources),
    ...(reservedConcurrency ? { reservedConcurrency } : {}),
  });
}
