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
  /** Whether something looks around beside each incident. @default false */
  readonly diagnoses?: boolean;
  /** The environment's channels of pages besides its topic. @default - none */
  readonly channels?: readonly ChannelUse[];
  /** Whether AWS's default quotas are in force, or which others. @default none */
  readonly limits?: 'aws' | 'none' | Limits;
  /** What the first ALARM is delivered as. @default - an event made from the change */
  readonly firstEvent?: unknown;
}

/** What the table knows of one incident. */
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
