import type { SFNClient } from '@aws-sdk/client-sfn';
import { type Database, transact } from '../table/database.ts';
import { iso } from '../time.ts';
import { type Asker, approvalItem, approvalOf } from './approvals.ts';
import { readIncident, timelineItem } from './incidents.ts';
import type { TimelineEntry } from './records.ts';
import { forget, resume } from './wake.ts';

/**
 * Takes a request for an approval back, since its alarm is OK: on record first, then the step is woken, which reads the alarm
 * itself. Done again, it changes nothing and wakes whom the first time could not.
 */
export async function withdraw(
  asker: Asker,
  okAt: string,
  stage: TimelineEntry['stage'],
  { database, sfn, now }: { readonly database: Database; readonly sfn: SFNClient; readonly now: () => Date },
): Promise<void> {
  const { incident: id, step, token, alarm } = asker;
  const record = await readIncident(database, id);
  const approval = record && approvalOf(record.incident, step);
  if (!approval) return;
  if (!approval.withdrawnAt) {
    const withdrawnAt = iso(now());
    const text = `The request is withdrawn: ${alarm.name} is OK since ${okAt.slice(11, 19)} UTC`;
    const outcome = await transact(database, [
      approvalItem(database, record.incident, step, { ...approval, withdrawnAt }),
      timelineItem(database, id, { at: withdrawnAt, stage, text }),
    ]);
    // Answered in this moment, or over: whoever did that wakes it.
    if (!outcome.written) return;
  }
  await resume(sfn, token);
  await forget(database, asker, token);
}
