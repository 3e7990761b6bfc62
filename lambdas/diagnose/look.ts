import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { AlarmReading } from '#core/alarm/alarm';

/** What looking reads with; nothing here changes anything. */
export interface LookServices {
  readonly cloudwatch: CloudWatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudtrail: CloudTrailClient;
  readonly ecs: ECSClient;
  readonly lambda: LambdaClient;
  /** Names of log groups whose lines may stand in pages; `*` for any run of characters. */
  readonly logGroups: readonly string[];
  readonly now: () => Date;
}

/** One kind of finding: its lines, none where there is nothing to say. */
export type Look = (alarm: AlarmReading, services: LookServices) => Promise<readonly string[]>;

/** How far back changes and errors are looked for, in seconds. */
const lookBackSeconds = 3 * 3_600;

/** When the alarm went off, less how far back is looked. */
export const lookFrom = ({ transitionedAt }: AlarmReading): Date =>
  new Date(Date.parse(transitionedAt) - lookBackSeconds * 1_000);
