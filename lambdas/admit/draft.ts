import type { AlarmReading, NoReading } from '../shared/alarm.ts';
import type { StateChange } from '../shared/alarm-event.ts';
import { contractVersion } from '../shared/contract.ts';
import { keepIncidentsDays } from '../shared/incidents.ts';
import type { Incident } from '../shared/records.ts';
import type { AndMetric, DeployedRunbook } from '../shared/runbook.ts';
import { line } from '../shared/text.ts';
import { epochSeconds, iso, plusSeconds } from '../shared/time.ts';
import type { AdmitInput } from './contract.ts';
import type { Decision } from './decide.ts';
import { valueFor } from './plan.ts';

/** The incident as it is about to be opened: everything that later stages need, so that they need nobody's word. */
export function draftIncident(
  id: string,
  change: StateChange,
  alarm: AlarmReading | NoReading,
  decision: Decision,
  input: Pick<AdmitInput, 'execution' | 'runbook'>,
  environment: string,
  now: Date,
): Incident {
  const { runbook } = input;
  const readable = 'unreadable' in alarm ? undefined : alarm;
  return {
    id,
    environment,
    runbook: {
      id: runbook.id,
      owner: runbook.owner,
      why: runbook.why,
      page: runbook.page,
      recovered: resolveRecovered(runbook, readable),
    },
    mode: runbook.mode,
    alarm: {
      arn: change.alarmArn,
      name: line(change.alarmName),
      reason: line(readable?.reason ?? ('unreadable' in alarm ? alarm.unreadable : ''), 1_000),
      pagesByItself: readable?.pagesByItself ?? false,
    },
    since: change.at,
    execution: input.execution,
    answer: decision.answer,
    ...(decision.notActing ? { notActing: decision.notActing } : {}),
    plan: decision.plan,
    openedAt: iso(now),
    // An event from the future must not put the deadline off.
    pageBy: plusSeconds(change.at < iso(now) ? change.at : now, runbook.page.pageBySeconds),
    step: 0,
    open: 'OPEN',
    contract: contractVersion,
    expiresAt: epochSeconds(now) + keepIncidentsDays * 86_400,
  };
}

/** The second metric with its dimensions read off the alarm; one that can't be read never agrees. */
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
