import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type AlarmReading, readAlarm } from '#core/alarm/alarm';
import { incidentId, readStateChange } from '#core/alarm/event';
import { contractVersion } from '#core/aws/contract';
import { keepIncidentsDays, readIncident } from '#core/incident/incidents';
import { limitOf } from '#core/limit';
import type { StartUpdate } from '#core/page/start-resolve';
import { hasOpenPage } from '#core/page/update';
import { redacted } from '#core/redact';
import type { Database } from '#core/table/database';
import { diagnosisKey } from '#core/table/keys';
import { errorText, line } from '#core/text';
import { epochSeconds, iso } from '#core/time';
import { contributors, otherAlarms } from './alarms.ts';
import { ecsDeployment, lambdaChange, trail } from './changes.ts';
import { errorLines } from './errors.ts';
import type { Look, LookServices } from './look.ts';

export interface DiagnoseServices extends LookServices {
  readonly database: Database;
  readonly startUpdate: StartUpdate;
}

/** In the order of the page. */
const looks: Readonly<Record<string, Look>> = {
  deployments: ecsDeployment,
  'the Lambda function': lambdaChange,
  changes: trail,
  contributors,
  'other alarms': otherAlarms,
  'error lines': errorLines,
};

/** Time limit for each check, in milliseconds. They run in parallel. */
const patience = 12_000;
/** How long a page may be under way, in milliseconds: its stage has 45 s, mostly for slow channels. */
const pageUnderWay = 15_000;
const longestLine = 240;

/** What one check found, and when (ISO 8601, UTC). */
interface Found {
  readonly at: string;
  readonly lines: readonly string[];
}

/**
 * Runs in parallel with the runbook. Reads what may explain the alarm, changes nothing, and records each finding where the page
 * and the request for an approval read it. Nothing waits for it. A page that was already sent gets a line.
 * @returns how many lines it found
 */
export async function diagnose(event: unknown, services: DiagnoseServices): Promise<{ found: number }> {
  const change = readStateChange(event);
  if ('malformed' in change || change.state !== 'ALARM') return { found: 0 };
  const alarm = await readAlarm(services.cloudwatch, change.alarmName);
  if ('unreadable' in alarm || alarm.arn !== change.alarmArn) return { found: 0 };
  const id = incidentId(change.alarmArn, change.at);
  const found = new Map<string, Found>();
  let written: Promise<unknown> = Promise.resolve();
  await Promise.all(
    Object.entries(looks).map(async (look) => {
      const lines = await linesOf(look, alarm, services);
      if (lines.length === 0) return;
      found.set(look[0], { at: iso(services.now()), lines });
      // Each write has everything found so far, so that the slowest check delays no other.
      written = written.then(() => write(id, found, services));
      await written;
    }),
  );
  if (found.size > 0) await tellLate(id, [...found.values()], services);
  return { found: [...found.values()].flatMap(({ lines }) => lines).length };
}

async function write(id: string, found: ReadonlyMap<string, Found>, { database, now }: DiagnoseServices) {
  const at = iso(now());
  const lines = Object.keys(looks).flatMap((name) => found.get(name)?.lines ?? []);
  const expiresAt = epochSeconds(at) + keepIncidentsDays * 86_400;
  const Item = { ...diagnosisKey(id), at, lines, expiresAt };
  await database.client.send(new PutCommand({ TableName: database.table, Item }));
}

/** Untrusted text, one capped line each, without what looks like a secret. A failed check is only logged. */
async function linesOf(
  [name, look]: readonly [string, Look],
  alarm: AlarmReading,
  services: DiagnoseServices,
): Promise<string[]> {
  const limit = limitOf(patience, `it took longer than ${patience / 1_000} s`);
  try {
    const found = await Promise.race([look(alarm, services), limit.over]);
    return found.map((text) => line(redacted(text), longestLine));
  } catch (error) {
    console.warn('not found out', { look: name, error: errorText(error) });
    return [];
  } finally {
    limit.stop();
  }
}

/** The page stage reads the findings. Those found while or after the page was sent follow as a line. */
async function tellLate(id: string, found: readonly Found[], services: DiagnoseServices): Promise<void> {
  const { database, startUpdate } = services;
  let record = await readIncident(database, id);
  if (record?.incident.verdict === 'escalated' && !record.incident.toldAt) {
    await new Promise((resolve) => setTimeout(resolve, pageUnderWay));
    record = await readIncident(database, id);
  }
  const { incident } = record ?? {};
  if (!incident || !hasOpenPage(incident)) return;
  const late = found.filter(({ at }) => at >= (incident.verdictAt ?? ''));
  const [last] = late
    .map(({ at }) => at)
    .sort()
    .slice(-1);
  if (!last) return;
  const text = `found: ${late.flatMap(({ lines }) => lines).join(' ')}`;
  await startUpdate({ contract: contractVersion, update: { incident: id, kind: 'update', at: last, text } });
}
