import type { Clients } from '#action/guarded-client';
import type { Stage } from '../action-world.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import type { Commands } from '../wire.ts';
import { AppConfig } from './appconfig.ts';
import { Ecs } from './ecs.ts';
import { Fleets } from './fleets.ts';
import { LambdaApi } from './lambda.ts';
import { Rds } from './rds.ts';
import { Rules } from './rules.ts';
import { Scaling } from './scaling.ts';
import { SecretsManager } from './secrets-manager.ts';
import { Sqs } from './sqs.ts';
import { States } from './states.ts';

/** What a service is called on the wire, on which `lambda` is how the engine's own functions are invoked. */
export const onWire = (service: string): string => (service === 'lambda' ? 'lambda-api' : service);

/** The services that actions change, one model of each, shared by all actions of a world. */
export class Aws {
  readonly appconfig: AppConfig;
  readonly ecs: Ecs;
  readonly fleets: Fleets;
  readonly lambda: LambdaApi;
  readonly rds: Rds;
  readonly events: Rules;
  readonly scaling: Scaling;
  readonly secretsmanager: SecretsManager;
  readonly sqs: Sqs;
  readonly states: States;
  readonly cloudwatch: CloudWatch;
  /** By the prefix that IAM has for them. */
  readonly clients: Clients;

  constructor(stage: Stage) {
    this.appconfig = new AppConfig(stage);
    this.ecs = new Ecs(stage);
    this.fleets = new Fleets(stage);
    this.lambda = new LambdaApi(stage);
    this.rds = new Rds(stage);
    this.events = new Rules(stage);
    this.scaling = new Scaling(this.ecs);
    this.secretsmanager = new SecretsManager(stage);
    this.sqs = new Sqs(stage);
    this.states = new States(stage);
    this.cloudwatch = stage.world.cloudwatch;
    const models: Readonly<Record<string, { readonly commands: Commands }>> = {
      appconfig: this.appconfig,
      'application-autoscaling': this.scaling,
      events: this.events,
      autoscaling: { commands: this.fleets.autoscaling },
      elasticloadbalancing: { commands: this.fleets.elasticloadbalancing },
      ecs: this.ecs,
      lambda: this.lambda,
      rds: this.rds,
      secretsmanager: this.secretsmanager,
      sqs: this.sqs,
      states: this.states,
      cloudwatch: this.cloudwatch,
    };
    this.clients = Object.fromEntries(
      Object.entries(models).map(([service, model]) => [service, stage.world.client(onWire(service), model)]),
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
