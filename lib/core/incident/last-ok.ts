import type { Database } from '../table/database.ts';
import { recallAlarm } from './alarm-memory.ts';

/** When the alarm was last OK, by its events. The recovery handler writes it before it looks for waiters to wake. */
export const lastOk = async (database: Database, alarmArn: string): Promise<string | undefined> =>
  (await recallAlarm(database, alarmArn)).okAt;
