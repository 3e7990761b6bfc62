import type { ChannelUse } from '#core/channel/define-channel';
import type { Attempt, Incident, TimelineEntry } from '#core/incident/records';
import type { Ended } from './interpret.ts';
import type { Limits } from './world/limits.ts';
import type { Message } from './world/sns.ts';

/** What goes on besides the executions. */
export interface Surroundings {
  /** Virtual seconds that an event takes from CloudWatch to a handler. @default 1 */
  readonly eventDelay?: number;
  /** Virtual seconds between two sweeps. @default 60 */
  readonly sweepEvery?: number;
  /** Virtual seconds between two runs of the reconciler. @default - it does not run */
  readonly reconcileEvery?: number;
  /** Whether an alarm that goes to ALARM starts the runbook that adopts it. @default false - `deliver` does */
  readonly startsRunbooks?: boolean;
  /** Whether `diagnose` runs in parallel with each incident. @default false */
  readonly diagnoses?: boolean;
  /** The environment's channels, besides its page topic. @default - none */
  readonly channels?: readonly ChannelUse[];
  /** Whether the environment has an answer page, so that pages and requests have links to it. @default false */
  readonly hasAnswerPage?: boolean;
  /** Which quotas are in force: AWS's defaults, none, or others. @default none */
  readonly limits?: 'aws' | 'none' | Limits;
  /** The event that is delivered for the first ALARM. @default - one made from the change */
  readonly firstEvent?: unknown;
}

/** What the table holds about one incident. */
export interface Kept {
  readonly incident: Incident | undefined;
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
}

/** An execution, what it left in the table, and what people were told. */
export interface Rehearsed extends Ended, Kept {
  readonly verdict: Incident['verdict'];
  readonly messages: readonly Message[];
}
