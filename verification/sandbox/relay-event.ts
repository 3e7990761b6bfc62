import type { MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch';

/** An alarm's state at one moment. */
export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly at: Date;
}

export const stateOf = (alarm: MetricAlarm): AlarmState => ({
  value: alarm.StateValue ?? 'INSUFFICIENT_DATA',
  reason: alarm.StateReason ?? '',
  at: alarm.StateUpdatedTimestamp ?? new Date(0),
});

/** CloudWatch writes `+0000` where ISO 8601 writes `Z`. */
const timestamp = (date: Date): string => date.toISOString().replace('Z', '+0000');

/**
 * The `detail` of a state change as CloudWatch puts it on the bus.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
 * @param tags the alarm's own tags; they are in the event only if there are any, as with tag propagation enabled
 */
export function stateChangeDetail(
  alarm: MetricAlarm,
  before: AlarmState,
  tags: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return {
    alarmName: alarm.AlarmName,
    ...(Object.keys(tags).length > 0 ? { alarmTags: tags, alarmTagsStatus: 'SUCCESS' } : {}),
    configuration: {
      metrics: [
        {
          id: 'm1',
          metricStat: {
            metric: {
              namespace: alarm.Namespace,
              name: alarm.MetricName,
              dimensions: Object.fromEntries(
                (alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
              ),
            },
            period: alarm.Period,
            stat: alarm.Statistic,
          },
          returnData: true,
        },
      ],
    },
    previousState: { value: before.value, reason: before.reason, timestamp: timestamp(before.at) },
    state: stateWithData(alarm),
  };
}

function stateWithData(alarm: MetricAlarm): Record<string, unknown> {
  const { value, reason, at } = stateOf(alarm);
  const reasonData = JSON.stringify({
    version: '1.0',
    queryDate: timestamp(at),
    statistic: alarm.Statistic,
    period: alarm.Period,
    threshold: alarm.Threshold,
  });
  return { value, reason, reasonData, timestamp: timestamp(at) };
}
