import type { Permission } from '#core/action/define-action';
import type { State } from '#workflow/states';

/** What a fault is made with: states of its machine, and what they may do. */
export interface FaultCalls {
  /** Breaks it, and keeps under `$.made` by what it is known. */
  readonly breaks: State;
  /** Reads under `$.seen` what has become of it, and goes on to `goesOn`, or to `over` if it is over before its time. @default - nothing says */
  readonly looks?: (next: Readonly<Record<'goesOn' | 'ended' | 'stopped', string>>) => Record<string, State>;
  /** Ends it. Done for what is over, it does no harm. */
  readonly mends: State;
  /** Reads under `$.seen` whether it has ended. @default - ending it is all */
  readonly mended?: (next: Readonly<Record<'again' | 'ended' | 'failed', string>>) => Record<string, State>;
  readonly permissions: readonly Permission[];
}

/** A call of the AWS SDK by Step Functions. https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html */
export const sdkCall = (call: string, parameters: object, more: object = {}): State =>
  ({ Type: 'Task', Resource: `arn:aws:states:::aws-sdk:${call}`, Parameters: parameters, ...more }) as State;
