/** What `nightshift propose` shows an action of an alarm, so that its `fits` can say whether it suits it. Data only. */

/** What AWS says lies behind an alarm's dimensions. What could not be found is absent. */
export interface Behind {
  /** The ECS service that its dimensions name, or whose target group they name. */
  readonly service?: { readonly cluster: string; readonly service: string };
  /** The Lambda function, also where it is the consumer of the alarm's queue; its alias where there is one that callers use. */
  readonly function?: { readonly function: string; readonly alias?: string };
  /** A dead-letter queue, the only queue whose messages end there, and the alarm that watches who consumes that. */
  readonly deadLetters?: {
    readonly deadLetterQueue: string;
    readonly queue: string;
    readonly consumerAlarm?: string;
  };
  /** An Aurora cluster that has a reader. */
  readonly auroraCluster?: string;
  /** An RDS instance of no cluster. */
  readonly instance?: {
    readonly instance: string;
    readonly hasStandby: boolean;
    /** RDS grows its storage by itself. */
    readonly growsItself: boolean;
  };
  /** An ElastiCache replication group. */
  readonly cache?: string;
  /** The Auto Scaling group that its dimensions name. */
  readonly autoScalingGroup?: string;
  /** An EC2 instance of no Auto Scaling group. */
  readonly ec2Instance?: string;
  /** A DynamoDB table in one region, with provisioned capacity that nothing scales. */
  readonly table?: string;
}

/** What an alarm complains about. */
export interface Symptom {
  /** The namespace of its metrics, e.g. `AWS/ECS`. */
  readonly namespace: string;
  /** One metric, or several where it is metric math. */
  readonly metrics: readonly string[];
  /** On which side of its limit it fires. */
  readonly fires: 'above' | 'below' | 'outside';
  /** Those that all its metrics share. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly behind: Behind;
}

/** How an action would answer an alarm. */
export interface Fit {
  /** Its parameters, as far as the alarm leads to them. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** What a person is asked for: parameter and what it has to say. One that `parameters` has is not asked for. @default - nothing */
  readonly asks?: Readonly<Record<string, string>>;
  /** Why it should help, a whole sentence without its full stop. It stands in the runbook as its `why`, for people to correct. */
  readonly because: string;
  /** Among several that fit: `first` undoes what changed lately, `last` cuts everybody off. */
  readonly turn: 'first' | 'then' | 'last';
}

/** Which alarms an action suits. @returns undefined for one that it does not */
export type Fits = (symptom: Symptom) => Fit | undefined;

/** Whether an alarm fires because one of these metrics of a namespace is above its limit, or one of the others below. */
export const complains = (
  { namespace, metrics, fires }: Symptom,
  about: { readonly in: string } & { readonly [Side in 'above' | 'below']?: readonly string[] },
): boolean =>
  namespace === about.in && fires !== 'outside' && metrics.some((metric) => about[fires]?.includes(metric));

/** Metrics of a namespace of the team's own; those of AWS's services start with `AWS/`. */
const isOwn = (namespace: string): boolean =>
  !/^(AWS|ECS|CWAgent|ContainerInsights|LambdaInsights)\b/.test(namespace);

/**
 * Users get errors or wait, as the load balancer sees it, or a metric of the team's own says so.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const servesBadly = (symptom: Symptom): boolean =>
  complains(symptom, {
    in: 'AWS/ApplicationELB',
    above: [
      'HTTPCode_Target_5XX_Count',
      'TargetResponseTime',
      'TargetConnectionErrorCount',
      'UnHealthyHostCount',
    ],
    below: ['HealthyHostCount'],
  }) ||
  (isOwn(symptom.namespace) && symptom.fires === 'above');
