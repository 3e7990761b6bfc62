import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Action, Place } from '#core/action/define-action';
import type { DrillHours } from '#core/drill/hours';
import type { Lease } from '#core/lease/lease';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Database } from '#core/table/database';
import type { DrillFault } from './drill.ts';
import type { Injector } from './injector.ts';

/** What a drill is run with. */
export interface DrillServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly ssm: SSMClient;
  readonly scheduler: SchedulerClient;
  /** Where page deadlines are armed. */
  readonly deadlineGroup: string;
  readonly actions: Readonly<Record<string, Action>>;
  readonly place: Place;
  readonly injector: Injector;
  /** Restores a temporary change now, with its action's Lambda. */
  readonly restore: (lease: Lease) => Promise<void>;
  readonly now: () => Date;
}

/** A request for a drill. */
export interface DrillRequest {
  readonly environment: string;
  readonly runbook: DeployedRunbook;
  /** The alarm that the fault has to make fire. */
  readonly alarm: string;
  readonly fault: Omit<DrillFault, 'endsAt'>;
  /** How long the fault lasts at most, in seconds. */
  readonly lastsSeconds: number;
  /** The number of the step that should heal it, from 1. */
  readonly expects: number;
  /** @default 2 */
  readonly perDay?: number | undefined;
  /** @default - at any time */
  readonly hours?: DrillHours | undefined;
  readonly control?: boolean;
  readonly rings?: boolean;
  readonly by: string;
  readonly why: string;
}
