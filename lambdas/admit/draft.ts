import type { AlarmReading, NoReading } from '#core/alarm/alarm';
import type { StateChange } from '#core/alarm/event';
import type { Opening } from '#core/incident/draft';
import { valueFor } from '#core/incident/plan';
import { reasonText } from '#core/reasons/reason';
import type { AndMetric, DeployedRunbook } from '#core/runbook/runbook';

/** The alarm's part of an incident, from the alarm itself, not from the event. */
export function readingOf(
  change: StateChange,
  alarm: AlarmReading | NoReading,
  runbook: DeployedRunbook,
): Pick<Opening, 'alarm' | 'since' | 'recovered'> {
  const readable = 'unreadable' in alarm ? undefined : alarm;
  return {
    alarm: {
      arn: change.alarmArn,
      name: change.alarmName,
      reason: 'unreadable' in alarm ? reasonText(alarm.unreadable) : alarm.reason,
      pagesByItself: readable?.pagesByItself ?? false,
      ...(readable?.state === 'ALARM' ? { firingSince: readable.transitionedAt } : {}),
    },
    since: change.at,
    recovered: resolveRecovered(runbook, readable),
  };
}

/** The second metric with its dimensions read from the alarm. If one can't be read, the metric never agrees. */
function resolveRecovered(
  runbook: DeployedRunbook,
  alarm: AlarmReading | undefined,
): DeployedRunbook['recovered'] {
  const { holdForSeconds, andMetric } = runbook.recovered;
  if (!andMetric) return { holdForSeconds };
  const dimensions: Record<string, string> = {};
  for (const [name, authored] of Object.entries(andMetric.dimensions)) {
    const value = valueFor(authored, alarm ?? { dimensions: {}, name: '' });
    dimensions[name] = 'value' in value ? String(value.value) : 'not-on-the-alarm';
  }
  const resolved: AndMetric = { ...andMetric, dimensions };
  return { holdForSeconds, andMetric: resolved };
}
