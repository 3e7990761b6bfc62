import type { Clients } from '#action/guarded-client';
import type { Stage } from '../action-world.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import type { Commands } from '../wire.ts';
import { Ecs } from './ecs.ts';
import { LambdaApi } from './lambda.ts';
import { Rds } from './rds.ts';
import { SecretsManager } from './secrets-manager.ts';
import { Sqs } from './sqs.ts';
import { States } from './states.ts';

/** What a service is called on the wire, on which `lambda` is how the engine's own functions are invoked. */
export const onWire = (service: string): string => (service === 'lambda' ? 'lambda-api' : service);

/** The services that actions change, one model of each, shared by all actions of a world. */
export class Aws {
  readonly ecs: Ecs;
  readonly lambda: LambdaApi;
  readonly rds: Rds;
  readonly secretsmanager: SecretsManager;
  readonly sqs: Sqs;
  readonly states: States;
  readonly cloudwatch: CloudWatch;
  /** By the prefix that IAM has for them. */
  readonly clients: Clients;

  constructor(stage: Stage) {
    this.ecs = new Ecs(stage);
    this.lambda = new LambdaApi(stage);
    this.rds = new Rds(stage);
    this.secretsmanager = new SecretsManager(stage);
    this.sqs = new Sqs(stage);
    this.states = new States(stage);
    this.cloudwatch = stage.world.cloudwatch;
    const models: Readonly<Record<string, { readonly commands: Commands }>> = {
      ecs: this.ecs,
      lambda: this.lambda,
      rds: this.rds,
      secretsmanager: this.secretsmanager,
      sqs: this.sqs,
      states: this.states,
      cloudwatch: this.cloudwatch,
    };
    this.clients = clientsOf(stage, models);
  }
}

/** A client of each service, as its model answers. */
export const clientsOf = (
  { world }: Stage,
  models: Readonly<Record<string, { readonly commands: Commands }>>,
): Clients =>
  Object.fromEntries(
    Object.entries(models).map(([service, model]) => [service, world.client(onWire(service), model)]),
  );

const known = new WeakMap<Stage['world'], Aws>();

/** The services of a world: the same for every action in it. */
export function awsOn(stage: Stage): Aws {
  const aws = known.get(stage.world) ?? new Aws(stage);
  known.set(stage.world, aws);
  return aws;
}
