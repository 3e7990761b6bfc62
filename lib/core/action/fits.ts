/** What `nightshift propose` gives to an action's `fits`, which says whether the action suits the alarm. Data only. */

/** The resources behind an alarm's dimensions. What was not found is absent. */
export interface Behind {
  /** The ECS service that its dimensions name, or whose target group they name. */
  readonly service?: { readonly cluster: string; readonly service: string };
  /** The Lambda function, possibly the consumer of the alarm's queue, and the alias that callers use, if any. */
  readonly function?: { readonly function: string; readonly alias?: string };
  /** A dead-letter queue, the only queue whose messages end there, and the alarm on that queue's consumer. */
  readonly deadLetters?: {
    readonly deadLetterQueue: string;
    readonly queue: string;
    readonly consumerAlarm?: string;
  };
  /** An Aurora cluster that has a reader. */
  readonly auroraCluster?: string;
  /** An RDS instance outside a cluster. */
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
  /** An EC2 instance outside an Auto Scaling group. */
  readonly ec2Instance?: string;
  /** A DynamoDB table in one region, with provisioned capacity and without auto scaling. */
  readonly table?: string;
}

/** What an alarm complains about. */
export interface Symptom {
  /** The namespace of its metrics, e.g. `AWS/ECS`. */
  readonly namespace: string;
  /** One metric, or several for metric math. */
  readonly metrics: readonly string[];
  /** On which side of its limit it fires. */
  readonly fires: 'above' | 'below' | 'outside';
  /** The dimensions that all its metrics share. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly behind: Behind;
}

/** How an action would answer an alarm. */
export interface Fit {
  /** The parameters that follow from the alarm. */
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** Parameters that only a person knows, with what to fill in; those in `parameters` are not asked for. @default - none */
  readonly asks?: Readonly<Record<string, string>>;
  /** Why it should help: a sentence without its period. The runbook gets it as `why`, for people to correct. */
  readonly because: string;
  /** The order among several that fit: `first` undoes a recent change, `last` cuts users off. */
  readonly turn: 'first' | 'then' | 'last';
}

/** Whether an action suits an alarm. @returns undefined if not */
export type Fits = (symptom: Symptom) => Fit | undefined;

/** Whether an alarm fires because a metric in `above` has exceeded its limit, or one in `below` has fallen under it. */
export const complains = (
  { namespace, metrics, fires }: Symptom,
  about: { readonly in: string } & { readonly [Side in 'above' | 'below']?: readonly string[] },
): boolean =>
  namespace === about.in && fires !== 'outside' && metrics.some((metric) => about[fires]?.includes(metric));

/** Whether it is the team's own namespace; those of AWS's services start with `AWS/`. */
const isOwn = (namespace: string): boolean =>
  !/^(AWS|ECS|CWAgent|ContainerInsights|LambdaInsights)\b/.test(namespace);

/**
 * Users see errors or delays, by the load balancer's metrics or the team's own.
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
