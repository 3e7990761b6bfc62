import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AlarmReading, type NoReading, readAlarm } from '#core/alarm/alarm';
import { type Mute, muteOf } from '#core/alarm/mute';
import { massFailureNow, readMassFailure } from '#core/incident/mass-failure';
import { whySuspended } from '#core/mass-failure/mass-failure';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { Database } from '#core/table/database';

/** What this process has seen of a mass failure. No answer depends on it; it only decides what to read first. */
export interface SeenSuspension {
  isSuspended: boolean;
}

/**
 * Reads the alarm and its mute rules. In a mass failure it reads neither, since nothing would act: AWS allows nine
 * DescribeAlarms a second for the whole account, and incidents whose fixes are under way need them. Only a process that has
 * seen a mass failure first reads whether it lasts; the others save that round of calls. Alarms of a runbook that only watches
 * are always read, because its report needs them.
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
