import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { EngineFunction } from './function.ts';
import { handlerFile, type Stage } from './names.ts';
import { type Resources, stagePermissions } from './permissions.ts';
import { reservedFor } from './stages.ts';

/** What the Lambdas of both stacks share. */
export interface Engine {
  readonly deployment: Deployment;
  readonly resources: Resources;
  /** Environment variables of every Lambda of the engine. */
  readonly variables: Readonly<Record<string, string>>;
}

interface StageProps {
  readonly description: string;
  readonly timeoutSeconds: number;
  /** Besides those of every Lambda. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The Lambda of a stage. */
export function stageFunction(
  scope: Construct,
  stage: Stage,
  engine: Engine,
  props: StageProps,
): EngineFunction {
  const { deployment, resources, variables } = engine;
  const reservedConcurrency = reservedFor(deployment.environment, stage);
  const id = stage.replace(/(^|-)[a-z]/g, (start) => start.replace('-', '').toUpperCase());
  return new EngineFunction(scope, `${id}Stage`, {
    description: props.description,
    timeoutSeconds: props.timeoutSeconds,
    deployment,
    arns: resources.arns,
    name: deployment.names.function(stage),
    handlerFile: handlerFile.stage(stage),
    environment: { ...variables, ...props.variables },
    permissions: stagePermissions[stage](resources),
    ...(reservedConcurrency ? { reservedConcurrency } : {}),
  });
}
