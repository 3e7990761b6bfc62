import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AlarmReading, type NoReading, readAlarm } from '#core/alarm/alarm';
import { type Mute, muteOf } from '#core/alarm/mute';
import { massFailureNow, readMassFailure } from '#core/incident/mass-failure';
import { whySuspended } from '#core/mass-failure/mass-failure';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Database } from '#core/table/database';

/** What a process has seen of a mass failure. No answer depends on it: it only says what to ask for first. */
export interface SeenSuspension {
  isSuspended: boolean;
}

/**
 * Reads the alarm and what mutes it. In a mass failure it reads neither, as nothing would act on them: AWS answers
 * DescribeAlarms nine times a second for the whole account, and those need the answers whose fixes are under way. Whether
 * the mass failure lasts is asked first then, which takes a round of calls that nobody waits for otherwise. What a runbook
 * that only watches would do is reported, so its alarms are always read.
 * https://docs.aws.amazon.com/general/latest/gr/cw_region.html
 */
export async function readUnlessSuspended(
  alarmName: string,
  { guards, mode }: DeployedRunbook,
  services: {
    readonly database: Database;
    readonly cloudwatch: CloudWatchClient;
    readonly seen: SeenSuspension;
    readonly now: () => Date;
  },
): Promise<[AlarmReading | NoReading, Mute | undefined]> {
  const { database, cloudwatch, seen, now } = services;
  if (seen.isSuspended && guards.massFailure && mode !== 'watch') {
    const state = await readMassFailure(database).catch(() => undefined);
    if (state && massFailureNow(state, now()))
      return [{ unreadable: whySuspended(guards.massFailure, state) }, undefined];
  }
  return Promise.all([readAlarm(cloudwatch, alarmName), muteOf(cloudwatch, alarmName)]);
}
