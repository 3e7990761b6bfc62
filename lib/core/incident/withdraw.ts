import type { SFNClient } from '@aws-sdk/client-sfn';
import { type Database, transact } from '../table/database.ts';
import { iso } from '../time.ts';
import { type Asker, approvalItem, approvalOf } from './approvals.ts';
import { readIncident, timelineItem } from './incidents.ts';
import type { TimelineEntry } from './records.ts';
import { forget, resume } from './wake.ts';

/**
 * Withdraws a request for an approval because its alarm is OK: first on record, then by waking the step, which reads the alarm
 * itself. A repeat changes nothing and wakes the step if the first call could not.
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
    // It was just answered, or is over; that writer wakes the step.
    if (!outcome.written) return;
  }
  await resume(sfn, token);
  await forget(database, asker, token);
}
