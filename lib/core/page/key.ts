import { createHash } from 'node:crypto';
import type { Malformed, StateChange } from '../alarm/event.ts';
import { unnamedArn } from '../incident/draft.ts';
import type { Incident } from '../incident/records.ts';

/**
 * One key for every copy of an incident's page, from any sender. If no code of ours runs, the state machine computes it from
 * the event alone (lib/workflow/backup-page.ts). So it uses only what Amazon States Language can compute, too: the SHA-256 of
 * the event's own strings.
 */
const keyOf = (environment: string, about: string): string =>
  `nightshift/${environment}/${createHash('sha256').update(about).digest('hex')}`;

/** The key of a change of an alarm's state. @param since ISO 8601, UTC; hashed in the form of CloudWatch's event */
export const keyOfChange = (environment: string, alarmArn: string, since: string): string =>
  keyOf(environment, `${alarmArn}|${cloudWatchTime(since)}`);

/** The key of an execution whose event names no state change. */
const keyOfExecution = (environment: string, execution: string): string => keyOf(environment, execution);

/** The key of what an execution was started for. */
export const keyOfStart = (
  environment: string,
  change: StateChange | Malformed,
  execution: string,
): string =>
  'malformed' in change
    ? keyOfExecution(environment, execution)
    : keyOfChange(environment, change.alarmArn, change.at);

/** The key of an incident on record. */
export const deduplicationKey = ({
  environment,
  alarm,
  since,
  execution,
}: Pick<Incident, 'environment' | 'alarm' | 'since' | 'execution'>): string =>
  alarm.arn === unnamedArn
    ? keyOfExecution(environment, execution)
    : keyOfChange(environment, alarm.arn, since);

/**
 * A moment as CloudWatch writes it in its events: `2026-03-01T03:00:00.000+0000`.
 * @param moment ISO 8601 with milliseconds, UTC
 */
export const cloudWatchTime = (moment: string): string => moment.replace(/Z$/, '+0000');
