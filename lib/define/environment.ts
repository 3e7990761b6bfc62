import type { ChannelUse, Secret } from '#core/channel/define-channel';
import type { EnvironmentGuards } from '#core/guards/derived';
import type { Mode } from '#core/runbook/runbook';
import type { DrillsSpec } from './drills.ts';
import type { Duration } from './duration.ts';

/** Where copies of a page or notice go: an SNS subscription. */
export interface Subscription {
  readonly protocol: 'email' | 'sms' | 'https' | 'http' | 'sqs';
  /** Address, phone number, URL or queue ARN. */
  readonly endpoint: string;
}

/** A place for Lambdas that must reach something inside a VPC. */
export interface Network {
  readonly vpcId: string;
  readonly availabilityZones: readonly string[];
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** More than EventBridge and IAM hold runbooks for, at any quota: see lib/checks/quotas.ts. */
export const mostRunbookStacks = 200;

/** A synthetic alarm that travels the whole way, from the alarm to the verdict, and touches nothing of anybody's. */
export interface SyntheticSpec {
  /** How often one is sent on its way; whole minutes, 2 to 60. @default - 5 minutes */
  readonly every?: Duration;
  /**
   * ARN of the Secrets Manager secret (with or without the six characters that AWS adds) that holds a URL and nothing else: it is called (GET) after each trip that ended well
   * and in time, so that a dead man's switch outside of AWS notices silence. A URL by itself would be a secret in a file.
   * @default - nothing outside is called; a trip that does not end is told over the backup path
   */
  readonly heartbeat?: string;
}

/** What a team that owns runbooks has of its own. */
export interface OwnerSpec {
  /** Where its notices go, e.g. `[slack({ … })]`, instead of to the subscribers of `routes.notice`. */
  readonly notices: readonly ChannelUse[];
  /** Whose clock its pages show beside UTC. @default - that of the digest */
  readonly timeZone?: string;
}

/** Once a day, by the clock of a time zone. */
export interface DigestSpec {
  /** `HH:MM` */
  readonly at: string;
  /** A name of the IANA time zone database, e.g. `Europe/Berlin`. @default UTC */
  readonly timeZone?: string;
}

export interface EnvironmentSpec extends EnvironmentGuards {
  /** The file's name without `.ts`; part of every resource's name. Lower case, digits, hyphens. */
  readonly name: string;
  /** @default - the CLI's current account */
  readonly account?: string;
  /** @default - the CLI's current region */
  readonly region?: string;
  /**
   * Per runbook id, the values that it reads with `fromEnvironment`. A runbook without an entry is not deployed here:
   * an environment with no values gets the engine and nothing that can act. An entry that lacks a value is a mistake, unless the
   * runbook's mode is `off` here.
   */
  readonly runbooks: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** Overrides a runbook's own mode. @default - what the runbook says */
  readonly modes?: Readonly<Record<string, Mode>>;
  /** `default` is used by steps that name none. @default - no networks; actions that need one fail synth */
  readonly networks?: Readonly<Record<string, Network>>;
  /** At least one subscription each: a topic that nobody listens to does not synth. */
  readonly routes: {
    /** Asks a person to take over. */
    readonly page: readonly Subscription[];
    /** The second path to a phone: backup, deadline and sweeper. Use another address or provider than `page`. */
    readonly backup: readonly Subscription[];
    /** Healed incidents and watch reports. */
    readonly notice: readonly Subscription[];
  };
  /**
   * Where pages go besides `routes.page`: `[pagerDuty({ … }), webhook({ … })]`, see docs/channels.md. All are tried side by
   * side. @default - only the subscribers of `routes.page`
   */
  readonly channels?: readonly ChannelUse[];
  /** By the `owner` of runbooks. @default - everybody's notices go to `routes.notice` */
  readonly owners?: Readonly<Record<string, OwnerSpec>>;
  /**
   * When each owner is told what happened in the night: `{ at: '09:00', timeZone: 'Europe/Berlin' }`; `false` switches it off.
   * @default - 09:00 UTC
   */
  readonly digest?: DigestSpec | false;
  /**
   * Names of alarms whose own page waits for as long as Nightshift works on them, and then comes from CloudWatch itself: see
   * docs/handing-over-the-pager.md. Take the page out of such an alarm's own actions. @default - none
   */
  readonly delayedPages?: readonly string[];
  /**
   * Looks around beside each incident, and says in its page and its requests for approval what was deployed or changed lately, what
   * else is in ALARM, and the newest error lines of these log groups (`*` for any run of characters). @default - nothing looks
   */
  readonly diagnose?: { readonly logGroups?: readonly string[] };
  /** Whether it serves real users: nothing is drilled there without a reason. @default - its name begins with `prod` */
  readonly production?: boolean;
  /** What is broken on purpose, to see whether runbooks heal it: see docs/drills.md. @default - nothing */
  readonly drills?: DrillsSpec;
  /** @default - no synthetic alarm travels */
  readonly synthetic?: SyntheticSpec;
  /** Name of an IAM managed policy put on every role as its boundary. @default - none */
  readonly permissionsBoundary?: string;
  /** @default - only Nightshift's own */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Reserved concurrency of each stage Lambda; *Check that acting is safe* and *Page on-call* reserve four times as much.
   * `false` reserves none (new accounts have a small quota). @default 5
   */
  readonly reservedConcurrency?: number | false;
  /**
   * How many stacks the runbooks' state machines, rules and alarms are spread over; synth says when one is too full. With
   * more than one, `nightshift-<name>-runbooks` keeps the Lambdas and the rest goes to `nightshift-<name>-runbooks-1` and on.
   * Raise it while nothing is on fire: the runbooks that move are deleted in one stack and created in the next. @default 1
   */
  readonly runbookStacks?: number;
  /** `destroy` lets `cdk destroy` take the incident table and keys too. @default retain */
  readonly onRemoval?: 'retain' | 'destroy';
}

/** Declares an environment. The identity function: it only fixes the types; `synth` checks the values. */
export const defineEnvironment = (environment: EnvironmentSpec): EnvironmentSpec => environment;

/**
 * Where a channel's secret is kept: the ARN of a Secrets Manager secret or of an SSM parameter, whose whole value it is.
 * @param kmsKey ARN of the key that encrypts it @default - the account's own key for the service
 */
export const secret = (arn: string, { kmsKey }: { readonly kmsKey?: string } = {}): Secret => ({
  secret: arn,
  ...(kmsKey === undefined ? {} : { kmsKey }),
});
