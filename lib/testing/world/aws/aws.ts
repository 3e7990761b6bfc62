import type { Clients } from '#action/guarded-client';
import type { Stage } from '../action-world.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import type { Commands } from '../wire.ts';
import { AppConfig } from './appconfig.ts';
import { CloudFront } from './cloudfront.ts';
import { Ec2 } from './ec2.ts';
import { Ecs } from './ecs.ts';
import { Evidence } from './evidence.ts';
import { Fleets } from './fleets.ts';
import { KeyValues } from './key-values.ts';
import { LambdaApi } from './lambda.ts';
import { LaunchDarkly } from './launchdarkly.ts';
import { ListenerRules } from './listener-rules.ts';
import { Rds } from './rds.ts';
import { Route53 } from './route53.ts';
import { Rules } from './rules.ts';
import { Scaling } from './scaling.ts';
import { SecretsManager } from './secrets-manager.ts';
import { Sqs } from './sqs.ts';
import { Ssm } from './ssm.ts';
import { States } from './states.ts';
import { Tables } from './tables.ts';
import { Volumes } from './volumes.ts';
import { WebAcls } from './web-acls.ts';
import { Zones } from './zones.ts';

/** A service's name on the wire, where `lambda` stands for invocations of the engine's own functions. */
export const onWire = (service: string): string => (service === 'lambda' ? 'lambda-api' : service);

/** The services that actions change, one model of each, shared by all actions of a world. */
export class Aws {
  readonly appconfig: AppConfig;
  readonly cloudfront: CloudFront;
  readonly ec2: Ec2;
  readonly ecs: Ecs;
  readonly events: Rules;
  readonly evidence: Evidence;
  readonly fleets: Fleets;
  readonly keyValues: KeyValues;
  readonly lambda: LambdaApi;
  readonly launchdarkly: LaunchDarkly;
  readonly rds: Rds;
  readonly route53: Route53;
  readonly rules: ListenerRules;
  readonly scaling: Scaling;
  readonly secretsmanager: SecretsManager;
  readonly sqs: Sqs;
  readonly ssm: Ssm;
  readonly states: States;
  readonly tables: Tables;
  readonly volumes: Volumes;
  readonly webAcls: WebAcls;
  readonly zones: Zones;
  readonly cloudwatch: CloudWatch;
  /** By the services' IAM prefixes. */
  readonly clients: Clients;

  constructor(stage: Stage) {
    this.appconfig = new AppConfig(stage);
    this.cloudfront = new CloudFront(stage);
    this.ec2 = new Ec2(stage);
    this.ecs = new Ecs(stage);
    this.events = new Rules(stage);
    this.evidence = new Evidence(stage);
    this.fleets = new Fleets(stage);
    this.keyValues = new KeyValues(stage);
    this.lambda = new LambdaApi(stage);
    this.launchdarkly = new LaunchDarkly(stage);
    this.rds = new Rds(stage);
    this.route53 = new Route53(stage);
    this.rules = new ListenerRules(stage);
    this.scaling = new Scaling(this.ecs);
    this.secretsmanager = new SecretsManager(stage);
    this.sqs = new Sqs(stage);
    this.ssm = new Ssm(stage);
    this.states = new States(stage);
    this.tables = new Tables(stage);
    this.volumes = new Volumes(stage);
    this.webAcls = new WebAcls(stage);
    this.zones = new Zones(stage);
    this.cloudwatch = stage.world.cloudwatch;
    const models: Readonly<Record<string, { readonly commands: Commands }>> = {
      appconfig: this.appconfig,
      'arc-zonal-shift': this.zones,
      autoscaling: { commands: this.fleets.autoscaling },
      cloudfront: this.cloudfront,
      'cloudfront-keyvaluestore': this.keyValues,
      cloudtrail: { commands: this.evidence.cloudtrail },
      dynamodb: { commands: this.tables.dynamodb },
      ec2: { commands: { ...this.ec2.commands, ...this.volumes.commands } },
      elasticloadbalancing: { commands: { ...this.fleets.elasticloadbalancing, ...this.rules.commands } },
      events: this.events,
      logs: { commands: this.evidence.queries },
      'application-autoscaling': { commands: byNamespace(this.scaling.commands, this.tables.autoscaling) },
      ecs: this.ecs,
      lambda: this.lambda,
      launchdarkly: this.launchdarkly,
      rds: this.rds,
      route53: this.route53,
      secretsmanager: this.secretsmanager,
      sqs: this.sqs,
      ssm: this.ssm,
      states: this.states,
      wafv2: this.webAcls,
      cloudwatch: this.cloudwatch,
    };
    this.clients = clientsOf(stage, models);
  }
}

/** Application Auto Scaling has every service's targets; the namespace says which service is meant. */
const byNamespace = (ecs: Commands, dynamodb: Commands): Commands => ({
  ...ecs,
  DescribeScalableTargets: (input: { readonly ServiceNamespace?: string }) =>
    (input.ServiceNamespace === 'dynamodb' ? dynamodb : ecs)['DescribeScalableTargets']?.(input as never),
});

/** A client for each service, answered by the service's model. */
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
