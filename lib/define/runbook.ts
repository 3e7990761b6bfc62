import type { Action } from '#core/action/define-action';
import type { RunbookGuards } from '#core/guards/derived';
import type { AndMetric, asks, FromAlarm, Mode } from '#core/runbook/runbook';
import type { Duration } from './duration.ts';
import type { AndMetricSpec, FromEnvironment } from './references.ts';

/** The parameters of an action as a runbook may write them. */
export type Authored<Parameters> = {
  [Key in keyof Parameters]: Parameters[Key] | FromEnvironment | FromAlarm;
};

export interface StepOptions {
  /** How long the alarm may take to go OK after the action. @default - 3 minutes */
  readonly verifyWithin?: Duration;
  /**
   * `required`: a person is asked before it acts, in any mode. `waived`: nobody is asked in mode `auto`, even if the step's
   * change can never be undone.
   * @default - required if the change can never be undone; otherwise a person is asked in mode `approve` only
   */
  readonly approval?: 'required' | 'waived';
  /**
   * For a temporary change: it is restored this long after the alarm's OK has held. At most a week, like `atMost`.
   * @default - 1 hour
   */
  readonly restoreAfter?: Duration;
  /** For a temporary change: a person is told if it is not restored this long after it was made. @default - 24 hours */
  readonly atMost?: Duration;
  /** Which of the environment's networks the action's Lambda uses. @default default - for actions that need one */
  readonly network?: string;
}

export interface StepSpec extends StepOptions {
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** One step: an action with its parameters. Steps run in order until one helps. */
export const step = <Parameters extends object>(
  action: Action<Parameters>,
  parameters: Authored<NoInfer<Parameters>>,
  options: StepOptions = {},
): StepSpec => ({ action: action.id, parameters: { ...parameters }, ...options });

/** An alarm that is created with its runbook. */
export interface AlarmSpec {
  readonly name: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, string | FromEnvironment>>;
  readonly statistic: AndMetric['statistic'];
  /** A multiple of 60 seconds, or 10, 20 or 30 seconds for high-resolution metrics (CloudWatch's rule). */
  readonly period: Duration;
  readonly evaluationPeriods: number;
  /** @default - all of `evaluationPeriods` */
  readonly datapointsToAlarm?: number;
  readonly threshold: number;
  readonly comparison:
    | 'GreaterThanThreshold'
    | 'GreaterThanOrEqualToThreshold'
    | 'LessThanThreshold'
    | 'LessThanOrEqualToThreshold';
  /** @default missing - the alarm goes to INSUFFICIENT_DATA, which pages without acting */
  readonly missingData?: 'missing' | 'breaching' | 'notBreaching' | 'ignore';
}

export interface RunbookSpec {
  /** The file's name without `.ts`, also part of the state machine's name. Lower case, digits, hyphens. */
  readonly id: string;
  /** The team that gets notices, e.g. `team-checkout`. */
  readonly owner: string;
  /** Why this fails and why these steps help, for the reader of the page. */
  readonly why: string;
  readonly when: {
    /** Alarm names, or `{ prefix }`. */
    readonly alarms?: ReadonlyArray<string | { readonly prefix: string }>;
    /** Adopt alarms tagged `nightshift:runbook=<id>` whose name matches this pattern, e.g. `checkout-*`. */
    readonly taggedWithin?: string;
    /** Alarms to create with the runbook, which are adopted by name. */
    readonly creates?: readonly AlarmSpec[];
  };
  /**
   * `off`: record only. `watch`: record what would have been done. `approve`: ask a person before each step. `auto`: act.
   * @default watch
   */
  readonly mode?: Mode;
  /** Run in this order until one helps. Empty: the runbook only pages, with the findings of the environment's `diagnose`. */
  readonly steps: readonly StepSpec[];
  /**
   * How long a person may take to approve a step. Without an answer, on-call is paged.
   * @default - 5 minutes, or a third of `page.pageBy` if that is less
   */
  readonly approvalWithin?: Duration;
  /**
   * How it asks for approval. `page`: over every path of a page, since an unseen request becomes a late page. `notice`: in
   * the owner's channel.
   * @default - `page` between 22:00 and 07:00 by the owner's clock, else `notice`
   */
  readonly approval?: { readonly asks: (typeof asks)[number] };
  readonly recovered?: {
    /** How long the alarm must stay OK before it counts; at least one of its evaluation windows. @default - 1 minute */
    readonly holdFor?: Duration;
    /** @default - the alarm alone decides */
    readonly andMetric?: AndMetricSpec;
  };
  /** When it does not act. @default - each guard's own */
  readonly guards?: RunbookGuards;
  readonly page: {
    /** @default high */
    readonly urgency?: 'high' | 'low';
    /** On-call is paged at most this long after the alarm's state change. At least 2 minutes. @default - 15 minutes */
    readonly pageBy?: Duration;
    /** What a person should check first. */
    readonly instructions: string;
  };
}

/** Declares a runbook. An identity function for the types; `synth` checks the values. */
export const defineRunbook = (runbook: RunbookSpec): RunbookSpec => runbook;
