import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { errorText } from '../text.ts';
import type { Page } from './message.ts';

/** Where page deadlines are scheduled, and what they publish to. */
export interface Deadlines {
  readonly scheduler: SchedulerClient;
  readonly group: string;
  /** Role that EventBridge Scheduler publishes with. */
  readonly roleArn: string;
  readonly backupTopicArn: string;
}

/**
 * Arms the page deadline: a one-shot schedule that publishes to the backup topic without any code of ours. "Already exists" is
 * success: the name is the incident's id.
 */
export async function armDeadline(
  deadlines: Deadlines,
  incident: string,
  pageBy: string,
  page: Page,
): Promise<void> {
  await deadlines.scheduler
    .send(new CreateScheduleCommand(oneShot(deadlines, incident, pageBy, page)))
    .catch(unless('ConflictException'));
}

/** A schedule that publishes a page to the backup topic once, at `at` (ISO 8601, UTC), and then deletes itself. */
export const oneShot = (
  deadlines: Deadlines,
  name: string,
  at: string,
  page: Page,
): CreateScheduleCommandInput => ({
  Name: name,
  GroupName: deadlines.group,
  ScheduleExpression: `at(${at.slice(0, 19)})`,
  ScheduleExpressionTimezone: 'UTC',
  FlexibleTimeWindow: { Mode: 'OFF' },
  ActionAfterCompletion: 'DELETE',
  Target: {
    Arn: deadlines.backupTopicArn,
    RoleArn: deadlines.roleArn,
    Input: page.body,
    RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 },
  },
});

/**
 * Cancels the deadline: only after a verdict, and after a page only once a path has accepted it. Never throws: a deadline that
 * stays costs one page too many, which is no reason to fail.
 */
export const disarmDeadline = (
  deadlines: Pick<Deadlines, 'scheduler' | 'group'>,
  incident: string,
): Promise<unknown> =>
  cancelDeadline(deadlines, incident).catch((error: unknown) =>
    console.warn('deadline not canceled', { incident, error: errorText(error) }),
  );

/** The same for a schedule that may stay armed for hours and would then send a false message. @throws AWS's error */
export const cancelDeadline = (
  { scheduler, group }: Pick<Deadlines, 'scheduler' | 'group'>,
  name: string,
): Promise<unknown> =>
  scheduler
    .send(new DeleteScheduleCommand({ Name: name, GroupName: group }))
    .catch(unless('ResourceNotFoundException'));

/** Ignores the error that means that the work is already done. If AWS renames that error, finished work counts as failed. */
const unless = (name: string) => (error: unknown) => {
  if ((error as Error)?.name !== name) throw error;
};
