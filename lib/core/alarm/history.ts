import {
  type AlarmHistoryItem,
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryOutput,
} from '@aws-sdk/client-cloudwatch';
import * as z from 'zod/mini';
import { noSuchType, requestedTypes } from './lists.ts';

/** One change of an alarm's state. */
export interface StateUpdate {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly from: string;
  readonly to: string;
}

/** DescribeAlarmHistory's limit per call. */
const mostUpdates = 100;

/** The fields that are read of a state update's history data; AWS may add others. */
const HistoryData = z.object({
  oldState: z.object({ stateValue: z.string() }),
  newState: z.object({ stateValue: z.string() }),
});

/**
 * The last changes of an alarm's state, oldest first, from CloudWatch's own history, which includes those whose event was lost.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html: without `AlarmTypes` only
 * metric alarms are found. What `HistoryData` holds is shown in the AWS CLI's own example of describe-alarm-history.
 * @throws Error if they can't be read or have an unexpected form
 */
export async function lastUpdates(
  cloudwatch: CloudWatchClient,
  name: string,
): Promise<{ readonly updates: readonly StateUpdate[]; readonly isAll: boolean }> {
  for (const types of requestedTypes) {
    const answer: DescribeAlarmHistoryOutput = await cloudwatch
      .send(
        new DescribeAlarmHistoryCommand({
          AlarmName: name,
          AlarmTypes: [...types],
          HistoryItemType: 'StateUpdate',
          ScanBy: 'TimestampDescending',
          MaxRecords: mostUpdates,
        }),
      )
      .catch(noSuchType(types));
    const updates = (answer.AlarmHistoryItems ?? []).map(stateUpdate);
    if (updates.length > 0) return { updates: updates.reverse(), isAll: answer.NextToken === undefined };
  }
  return { updates: [], isAll: true };
}

/** @throws Error if an item has an unexpected form */
export function stateUpdate({ AlarmName, Timestamp, HistoryData: text }: AlarmHistoryItem): StateUpdate {
  const { oldState, newState } = z.parse(HistoryData, JSON.parse(text ?? 'null'));
  if (!Timestamp) throw new Error(`The history of ${AlarmName} has an item without a time`);
  return { at: Timestamp.getTime(), from: oldState.stateValue, to: newState.stateValue };
}
