import type { Permission } from '#core/action/define-action';
import type { State } from '#workflow/states';

/** How a fault is made and ended: states of its machine, and their permissions. */
export interface FaultCalls {
  /** Makes the fault, and keeps its id under `$.made`. */
  readonly breaks: State;
  /**
   * Reads into `$.seen` what has become of the fault, then goes to `goesOn`, to `ended` if it has had its time, or to `stopped`
   * if it is over before that. @default - nothing tells
   */
  readonly looks?: (next: Readonly<Record<'goesOn' | 'ended' | 'stopped', string>>) => Record<string, State>;
  /** Ends the fault. If it is over already, this does no harm. */
  readonly mends: State;
  /** Reads into `$.seen` whether the fault has ended: `again` looks later, `mend` ends it once more, `failed` gives up. */
  readonly mended: (
    next: Readonly<Record<'again' | 'mend' | 'ended' | 'failed', string>>,
  ) => Record<string, State>;
  readonly permissions: readonly Permission[];
}

/**
 * A call of the AWS SDK by Step Functions.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export const sdkCall = (call: string, parameters: object, more: object = {}): State =>
  ({ Type: 'Task', Resource: `arn:aws:states:::aws-sdk:${call}`, Parameters: parameters, ...more }) as State;

/** Retries when AWS refuses to end the fault, or to read something. */
export const patient = [
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 8, BackoffRate: 2, MaxDelaySeconds: 60 },
];
