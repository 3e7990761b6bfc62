import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { nameOf, readAlarm } from '../alarm/alarm.ts';
import { unnamedArn } from '../incident/draft.ts';
import type { IncidentRecord } from '../incident/incidents.ts';
import { readRuns, runsOf } from '../incident/runs.ts';
import { limitOf } from '../limit.ts';
import type { Database } from '../table/database.ts';
import { errorText } from '../text.ts';
import { iso } from '../time.ts';
import type { Known } from './words.ts';

export interface KnownServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly now: () => Date;
}

/** Time limit for both reads, in milliseconds: a page does not wait long in order to say more. */
const patience = 2_000;

/**
 * What a page can say besides the record: the alarm's state now, and earlier runs. Never throws; what can't be read is left
 * out.
 */
export async function findOut(record: IncidentRecord, services: KnownServices): Promise<Known> {
  const limit = limitOf(patience);
  const within = <T>(read: Promise<T>): Promise<T | undefined> =>
    Promise.race([read, limit.over]).catch((error: unknown) => {
      console.warn('page says less', { incident: record.incident.id, error: errorText(error) });
      return undefined;
    });
  const [now, earlier] = await Promise.all([
    within(stateNow(record, services)),
    within(earlierRuns(record, services)),
  ]);
  limit.stop();
  return { ...(now ? { now } : {}), ...(earlier ? { earlier } : {}) };
}

async function stateNow(
  { incident: { alarm } }: IncidentRecord,
  { cloudwatch, now }: KnownServices,
): Promise<Known['now']> {
  if (alarm.arn === unnamedArn) return undefined;
  const reading = await readAlarm(cloudwatch, nameOf(alarm));
  // An event of another account may be about an alarm that has a namesake here.
  if ('unreadable' in reading || reading.arn !== alarm.arn) return undefined;
  return { state: reading.state, at: iso(now()) };
}

/** Earlier runs on the first target of the plan. */
async function earlierRuns(
  { incident: { id, plan, runbook } }: IncidentRecord,
  { database }: KnownServices,
): Promise<Known['earlier']> {
  const target = plan[0]?.targets[0];
  if (!target) return undefined;
  const known = await readRuns(database, target, runbook.id);
  const { [id]: _, ...others } = known?.runs ?? {};
  return runsOf({ version: 0, runs: others });
}
