import {
  type AlarmType,
  type CloudWatchClient,
  DescribeAlarmsCommand,
  type DescribeAlarmsInput,
  type DescribeAlarmsOutput,
  paginateDescribeAlarms,
} from '@aws-sdk/client-cloudwatch';
import type { AnyAlarm } from './form.ts';

/**
 * The types of each request. "If you omit this parameter, only metric alarms are returned". Log alarms have their own request,
 * so that a region that does not know them refuses only that one.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const requestedTypes: ReadonlyArray<readonly AlarmType[]> = [
  ['MetricAlarm', 'CompositeAlarm'],
  ['LogAlarm'],
];

/** Each type has its own list in the answer. */
const alarmsOf = (answer: DescribeAlarmsOutput, types: readonly AlarmType[]): AnyAlarm[] =>
  types.flatMap((type): readonly AnyAlarm[] => answer[`${type}s`] ?? []);

/** The alarm of this name, of any type; undefined if there is none. */
export async function alarmNamed(client: CloudWatchClient, name: string): Promise<AnyAlarm | undefined> {
  for (const types of requestedTypes) {
    const input = { AlarmNames: [name], AlarmTypes: [...types] };
    const answer = await client.send(new DescribeAlarmsCommand(input)).catch(noSuchType(types));
    const [alarm] = alarmsOf(answer, types);
    if (alarm) return alarm;
  }
  return undefined;
}

/** Every alarm, page by page. @param filter what `DescribeAlarms` takes besides the types */
export async function* describedAlarms(
  client: CloudWatchClient,
  filter: Pick<DescribeAlarmsInput, 'AlarmNames' | 'StateValue' | 'MaxRecords'>,
): AsyncGenerator<AnyAlarm[]> {
  for (const types of requestedTypes) {
    try {
      const pages = paginateDescribeAlarms({ client }, { ...filter, AlarmTypes: [...types] });
      for await (const answer of pages) yield alarmsOf(answer, types);
    } catch (error) {
      noSuchType(types)(error);
    }
  }
}

/** A region that does not know log alarms has none. */
export const noSuchType =
  (types: readonly AlarmType[]) =>
  (error: unknown): Record<string, never> => {
    if (types.includes('LogAlarm') && /^Validation/.test((error as Error)?.name)) return {};
    throw error;
  };
