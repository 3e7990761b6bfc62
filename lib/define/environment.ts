import type { ChannelUse, Secret } from '#core/channel/define-channel';
import type { EnvironmentGuards } from '#core/guards/derived';
import type { Mode } from '#core/runbook/runbook';
import type { DrillsSpec } from './drills.ts';
import type { Duration } from './duration.ts';

/** An SNS subscription that gets pages or notices. */
export interface Subscription {
  readonly protocol: 'email' | 'sms' | 'https' | 'http' | 'sqs';
  /** Address, phone number, URL or queue ARN. */
  readonly endpoint: string;
}

/** A network for Lambdas that must reach something inside a VPC. */
export interface Network {
  readonly vpcId: string;
  readonly availabilityZones: readonly string[];
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** Above what EventBridge's and IAM's quotas allow: see lib/checks/quotas.ts. */
export const mostRunbookStacks = 200;

/** A synthetic alarm that tests the whole path from alarm to verdict and touches nothing of yours. */
export interface SyntheticSpec {
  /** How often one is sent: whole minutes, 2 to 60. @default - 5 minutes */
  readonly every?: Duration;
  /**
   * ARN of the Secrets Manager secret (with or without the six characters that AWS adds) that holds only a URL.
   * Nightshift calls it (GET) after each good trip, so a dead man's switch outside AWS notices when the calls stop.
   * @default - no call; a trip that does not end is reported over the backup path
   */
  readonly heartbeat?: string;
}

/** Settings of a team that owns runbooks. */
export interface OwnerSpec {
  /** Where its notices go, e.g. `[slack({ … })]`, instead of to the subscribers of `routes.notice`. */
  readonly notices: readonly ChannelUse[];
  /** The time zone that its pages show next to UTC. @default - the digest's */
  readonly timeZone?: string;
}

/** The answer page: see docs/phone.md. */
export interface AnswersSpec {
  /** How long a link to it works, 1 to 12 hours. @default - 4 hours */
  readonly linksFor?: Duration;
}

/** When the daily digest is sent. */
export interface DigestSpec {
  /** `HH:MM` */
  readonly at: string;
  /** An IANA name, e.g. `Europe/Berlin`. @default UTC */
  readonly timeZone?: string;
}

export interface EnvironmentSpec extends EnvironmentGuards {
  /** The file's name without `.ts`, part of every resource's name. Lower case, digits, hyphens. */
  readonly name: string;
  /** @default - the CLI's current account */
  readonly account?: string;
  /** @default - the CLI's current region */
  readonly region?: string;
  /**
   * By runbook id, the values that it reads with `fromEnvironment`. A runbook without an entry is not deployed here. An entry
   * that lacks a value is an error, unless the runbook's mode is `off` here.
   */
  readonly runbooks: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** Overrides a runbook's own mode. @default - what the runbook says */
  readonly modes?: Readonly<Record<string, Mode>>;
  /** `default` is used by steps that name none. @default - no networks; actions that need one fail synth */
  readonly networks?: Readonly<Record<string, Network>>;
  /** At least one subscription each: synth fails for a topic without one. */
  readonly routes: {
    /** Asks a person to take over. */
    readonly page: readonly Subscription[];
    /** The second path to a phone: backup, deadline and sweeper. Use a different address or provider than `page`. */
    readonly backup: readonly Subscription[];
    /** Healed incidents and watch reports. */
    readonly notice: readonly Subscription[];
  };
  /**
   * Where pages go besides `routes.page`: `[pagerDuty({ … }), webhook({ … })]`, see docs/channels.md. All are tried in
   * parallel. @default - only the subscribers of `routes.page`
   */
  readonly channels?: readonly ChannelUse[];
  /** By the `owner` of runbooks. @default - all notices go to `routes.notice` */
  readonly owners?: Readonly<Record<string, OwnerSpec>>;
  /**
   * When each owner gets a digest: `{ at: '09:00', timeZone: 'Europe/Berlin' }`; `false` switches it off.
   * @default - 09:00 UTC
   */
  readonly digest?: DigestSpec | false;
  /**
   * Names of alarms whose own page is delayed while Nightshift works on them; CloudWatch then sends it: see
   * docs/handing-over-the-pager.md. Remove the page from such an alarm's own actions. @default - none
   */
  readonly delayedPages?: readonly string[];
  /**
   * Adds recent deployments and changes, other alarms in ALARM, and the newest error lines of these log groups (with `*` for
   * any characters) to pages and requests for approval. @default - nothing is added
   */
  readonly diagnose?: { readonly logGroups?: readonly string[] };
  /** Whether it serves real users: drills there need a reason. @default - its name begins with `prod` */
  readonly production?: boolean;
  /** Faults injected on purpose to check that runbooks heal them: see docs/drills.md. @default - none */
  readonly drills?: DrillsSpec;
  /**
   * A public endpoint where people answer from a phone: by links in pages and requests for approval, by buttons in Slack, by
   * acknowledging in PagerDuty (`answers` of those channels). @default - none
   */
  readonly answers?: AnswersSpec;
  /** @default - no synthetic alarm */
  readonly synthetic?: SyntheticSpec;
  /** Name of an IAM managed policy that is every role's permissions boundary. @default - none */
  readonly permissionsBoundary?: string;
  /** @default - only Nightshift's own */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Reserved concurrency of each stage Lambda; *Check that acting is safe* and *Page on-call* reserve four times as much.
   * `false` reserves none (new accounts have a small quota). @default 5
   */
  readonly reservedConcurrency?: number | false;
  /**
   * How many stacks hold the runbooks' state machines, rules and alarms; synth says when one is too full. With more than one,
   * `nightshift-<name>-runbooks` keeps the Lambdas, and the rest goes to `nightshift-<name>-runbooks-1`, `-2` and so on. Raise
   * it while no alarm fires: runbooks that move are deleted from one stack and created in the next. @default 1
   */
  readonly runbookStacks?: number;
  /** `destroy` lets `cdk destroy` delete the incident table and keys too. @default retain */
  readonly onRemoval?: 'retain' | 'destroy';
}

/** Declares an environment. An identity function for the types; `synth` checks the values. */
export const defineEnvironment = (environment: EnvironmentSpec): EnvironmentSpec => environment;

/**
 * Where a channel's secret is kept: the ARN of a Secrets Manager secret or an SSM parameter. Its whole value is the secret.
 * @param kmsKey ARN of the key that encrypts it @default - the service's own key in the account
 */
export const secret = (arn: string, { kmsKey }: { readonly kmsKey?: string } = {}): Secret => ({
  secret: arn,
  ...(kmsKey === undefined ? {} : { kmsKey }),
});
