import type { Clients } from '../../../lambdas/action/guarded-client.ts';
import type { Stage } from '../action-world.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import type { Commands } from '../wire.ts';
import { Ecs } from './ecs.ts';
import { Rds } from './rds.ts';
import { Sqs } from './sqs.ts';

/** The services that actions change, one model of each, shared by all actions of a world. */
export class Aws {
  readonly ecs: Ecs;
  readonly rds: Rds;
  readonly sqs: Sqs;
  readonly cloudwatch: CloudWatch;
  /** By the prefix that IAM has for them. */
  readonly clients: Clients;

  constructor(stage: Stage) {
    this.ecs = new Ecs(stage);
    this.rds = new Rds(stage);
    this.sqs = new Sqs(stage);
    this.cloudwatch = stage.world.cloudwatch;
    const models: Readonly<Record<string, { readonly commands: Commands }>> = {
      ecs: this.ecs,
      rds: this.rds,
      sqs: this.sqs,
      cloudwatch: this.cloudwatch,
    };
    this.clients = Object.fromEntries(
      Object.entries(models).map(([service, model]) => [service, stage.world.client(service, model)]),
    );
  }
}

const known = new WeakMap<Stage['world'], Aws>();

/** The services of a world: the same for every action in it. */
export function awsOn(stage: Stage): Aws {
  const aws = known.get(stage.world) ?? new Aws(stage);
  known.set(stage.world, aws);
  return aws;
}
