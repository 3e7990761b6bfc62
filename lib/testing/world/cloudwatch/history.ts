import type { AlarmState } from './evaluation.ts';

/** The input of DescribeAlarmHistory, as far as handlers use it. */
export interface DescribeAlarmHistory {
  readonly AlarmName?: string;
  readonly AlarmTypes?: readonly string[];
  readonly HistoryItemType?: string;
  readonly StartDate?: Date;
  readonly ScanBy?: string;
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

interface Update {
  readonly name: string;
  readonly type: 'MetricAlarm' | 'CompositeAlarm' | 'LogAlarm';
  readonly at: Date;
  readonly from: AlarmState;
  readonly to: AlarmState;
}

/** "MaxRecords: Valid Range: Minimum value of 1. Maximum value of 100." */
const mostRecords = 100;

/**
 * Every change of every alarm's state, even after the alarm is gone. By default, only metric alarms are found.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 */
export class AlarmHistory {
  readonly #updates: Update[] = [];

  record(update: Update): void {
    this.#updates.push(update);
  }

  describe(input: DescribeAlarmHistory): object {
    const { AlarmName, AlarmTypes = ['MetricAlarm'], HistoryItemType = 'StateUpdate', StartDate } = input;
    const found = this.#updates.filter(
      ({ name, type, at }) =>
        HistoryItemType === 'StateUpdate' &&
        (AlarmName === undefined || name === AlarmName) &&
        AlarmTypes.includes(type) &&
        (!StartDate || at >= StartDate),
    );
    const { ScanBy = 'TimestampDescending', MaxRecords = mostRecords, NextToken } = input;
    const ordered = ScanBy === 'TimestampDescending' ? found.toReversed() : found;
    const start = Number(NextToken ?? 0);
    const end = start + Math.min(MaxRecords, mostRecords);
    return {
      AlarmHistoryItems: ordered.slice(start, end).map(({ name, type, at, from, to }) => ({
        AlarmName: name,
        AlarmType: type,
        Timestamp: at,
        HistoryItemType: 'StateUpdate',
        HistorySummary: `Alarm updated from ${from} to ${to}`,
        HistoryData: JSON.stringify({
          version: '1.0',
          oldState: { stateValue: from },
          newState: { stateValue: to },
        }),
      })),
      ...(end < ordered.length ? { NextToken: String(end) } : {}),
    };
  }
}
