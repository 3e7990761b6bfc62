import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { AlarmReading } from '#core/alarm/alarm';

/** Clients that only read. */
export interface LookServices {
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudtrail: CloudTrailClient;
  readonly ecs: ECSClient;
  readonly lambda: LambdaClient;
  /** Names of log groups whose lines may appear in pages, with `*` for any characters. */
  readonly logGroups: readonly string[];
  readonly now: () => Date;
}

/** One kind of check: its lines, or none. */
export type Look = (alarm: AlarmReading, services: LookServices) => Promise<readonly string[]>;

/** How far back changes and errors are searched, in seconds. */
const lookBackSeconds = 3 * 3_600;

/** The beginning of the searched time. */
export const lookFrom = ({ transitionedAt }: AlarmReading): Date =>
  new Date(Date.parse(transitionedAt) - lookBackSeconds * 1_000);
