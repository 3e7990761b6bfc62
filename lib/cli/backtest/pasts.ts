import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  type DescribeAlarmHistoryInput,
} from '@aws-sdk/client-cloudwatch';
import type { AnyAlarm } from '#core/alarm/form';
import { alarmForm } from '#core/alarm/form';
import { type StateUpdate, stateUpdate } from '#core/alarm/history';
import { adoptionTag, type DeployedRunbook } from '#core/runbook/runbook';
import { errorText } from '#core/text';
import type { AlarmSetup, AlarmState, Past, Shape } from '#testing/backtest/replay';
import { type AdoptedAlarm, nameOf } from '../doctor/examination.ts';
import { forEach } from '../doctor/finding.ts';

/** What could be read of the adopted alarms' history. */
export interface Read {
  readonly pasts: readonly Past[];
  /** Alarms whose history is missing, a sentence each. */
  readonly unread: readonly string[];
}

/** Reads the state changes of each adopted alarm, several alarms at once. */
export async function readPasts(
  cloudwatch: CloudWatchClient,
  adopted: readonly AdoptedAlarm[],
  [from, to]: readonly [Date, Date],
  progress: (text: string) => void,
): Promise<Read> {
  let done = 0;
  const read = await forEach(adopted, async ({ alarm, by }) => {
    const [first] = by;
    if (!first) return [];
    const found = await pastOf(cloudwatch, alarm, first.runbook, [from, to]);
    progress(`${++done} of ${adopted.length} histories read`);
    return [found];
  });
  return {
    pasts: read.flatMap((one) => ('alarm' in one ? [one] : [])),
    unread: read.flatMap((one) => ('alarm' in one ? [] : [one.unread])),
  };
}

async function pastOf(
  cloudwatch: CloudWatchClient,
  alarm: AnyAlarm,
  runbook: DeployedRunbook,
  [StartDate, EndDate]: readonly [Date, Date],
): Promise<Past | { readonly unread: string }> {
  const name = nameOf(alarm);
  const setup = setupOf(alarm, runbook);
  if (!setup) return { unread: `${name} is never acted on: it ${alarmForm(alarm).unknown}` };
  try {
    const updates = await updatesOf(cloudwatch, { AlarmName: name, StartDate, EndDate });
    const known = updates.flatMap(({ at, to }) => (isState(to) ? [{ at, to }] : []));
    const before = updates[0]?.from;
    return { runbook, changes: known, alarm: { ...setup, state: isState(before) ? before : 'OK' } };
  } catch (error) {
    return { unread: `the history of ${name} could not be read (${errorText(error)})` };
  }
}

const isState = (text: string | undefined): text is AlarmState =>
  text === 'OK' || text === 'ALARM' || text === 'INSUFFICIENT_DATA';

/**
 * "You must be signed on with the cloudwatch:DescribeAlarmHistory permission that is scoped to *" for composite alarms;
 * pages hold 100 items. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
 */
async function updatesOf(
  cloudwatch: CloudWatchClient,
  asked: DescribeAlarmHistoryInput,
): Promise<StateUpdate[]> {
  const updates: StateUpdate[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(
      new DescribeAlarmHistoryCommand({
        ...asked,
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        HistoryItemType: 'StateUpdate',
        ScanBy: 'TimestampAscending',
        MaxRecords: 100,
        ...(NextToken ? { NextToken } : {}),
      }),
    );
    updates.push(...(page.AlarmHistoryItems ?? []).map(stateUpdate));
    NextToken = page.NextToken;
  } while (NextToken);
  return updates.sort((one, other) => one.at - other.at);
}

/**
 * The alarm for the replay's CloudWatch: its timing, its dimensions and how it treats missing data. What it compares is made up
 * to match its states. @returns undefined for a kind that is never acted on
 */
function setupOf(alarm: AnyAlarm, runbook: DeployedRunbook): AlarmSetup | undefined {
  const form = alarmForm(alarm);
  if (form.kind === 'unknown') return undefined;
  const { data } = form;
  const shapes: Readonly<Record<string, Shape>> = { composite: 'composite', log: 'log', promql: 'promql' };
  const every = form.timing?.evaluatedEverySeconds;
  return {
    name: nameOf(alarm),
    ...(alarm.AlarmArn ? { arn: alarm.AlarmArn } : {}),
    shape: form.manySeries && form.kind === 'insights' ? 'insights' : (shapes[form.kind] ?? 'metric'),
    dimensions: form.dimensions,
    tags: { [adoptionTag]: runbook.id },
    ...(alarm.AlarmActions ? { actions: alarm.AlarmActions } : {}),
    ...('uncheckable' in data
      ? every
        ? { period: every }
        : {}
      : {
          period: data.periodSeconds,
          evaluationPeriods: data.evaluationPeriods,
          datapointsToAlarm: data.datapointsToAlarm,
          missingData: data.missingData as NonNullable<AlarmSetup['missingData']>,
        }),
  };
}
