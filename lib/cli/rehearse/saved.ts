import { readFile } from 'node:fs/promises';
import { readStateChange } from '#core/alarm/event';
import { reasonText } from '#core/reasons/reason';
import type { AlarmSetup } from '#testing/world/cloudwatch';
import { names } from '#workflow/names';
import { CommandError } from '../command-line.ts';
import { savedAlarm } from './saved-alarm.ts';
import { refuseNoStateChange, unwrapped } from './wrapped.ts';

/** A night that was saved: the event that began it and, in a history, how it ended. */
export interface Saved {
  readonly event: unknown;
  readonly alarm: Partial<AlarmSetup> & { readonly name: string; readonly arn: string };
  /** ISO 8601, UTC: when the alarm went to ALARM. */
  readonly alarmAt: string;
  /** What the event does not say about its alarm, so the rehearsal assumes it. */
  readonly assumed: string;
  /** What the event was in. @default - the file itself */
  readonly within?: string;
  /** From an execution's history. */
  readonly history?: History;
}

/** What an execution's history says about its end. */
export interface History {
  /** Names of the states entered, in order. */
  readonly states: readonly string[];
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT' | 'RUNNING';
  readonly output: unknown;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

interface HistoryEvent {
  readonly id?: number;
  readonly type?: string;
  readonly stateEnteredEventDetails?: { readonly name?: string };
  readonly executionStartedEventDetails?: {
    readonly input?: string;
    readonly inputDetails?: { readonly truncated?: boolean };
  };
  readonly executionSucceededEventDetails?: { readonly output?: string };
  readonly executionFailedEventDetails?: { readonly error?: string; readonly cause?: string };
}

const isEvent = (value: unknown): value is HistoryEvent => typeof value === 'object' && value !== null;

/** Reads a JSON file that the user names. @throws CommandError in one sentence */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} can't be read (${error.code}).`,
    );
  });
  try {
    // Editors and shells on Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new CommandError(`${file} is not JSON.`);
  }
}

/**
 * Reads a saved alarm event, or an execution's history as `aws stepfunctions get-execution-history` prints it.
 * @throws CommandError in one sentence
 */
export async function readSaved(file: string): Promise<Saved> {
  return savedIn(await readJson(file), file);
}

/** The same for the content of a file. */
export function savedIn(data: unknown, file: string): Saved {
  const events = (data as { events?: unknown } | null)?.events;
  if (!Array.isArray(events)) return savedEvent(data, file);
  const history = events.filter(isEvent).toSorted((one, other) => (one.id ?? 0) - (other.id ?? 0));
  const started = history.find(({ type }) => type === 'ExecutionStarted')?.executionStartedEventDetails;
  if (!started)
    throw new CommandError(`${file} has events, but none of them starts an execution of Step Functions.`);
  if (started.input === undefined || started.inputDetails?.truncated) {
    throw new CommandError(
      `${file} holds the history without its data; export it with --include-execution-data.`,
    );
  }
  return { ...savedEvent(parsed(started.input), file), history: historyOf(history) };
}

function savedEvent(data: unknown, file: string): Saved {
  const { event, within } = unwrapped(data, file);
  refuseNoStateChange(event, file);
  const change = readStateChange(event);
  if ('malformed' in change) {
    const isEvent = (event as { source?: unknown } | null)?.source !== undefined;
    throw new CommandError(
      `${file} is neither a saved alarm event nor an execution's history${isEvent ? `: ${reasonText(change.malformed)}` : ''}.`,
    );
  }
  if (change.state !== 'ALARM') {
    throw new CommandError(
      `${file} is the event of an alarm that went to ${change.state}; a rehearsal begins with ALARM.`,
    );
  }
  const { setup, assumed } = savedAlarm(event, change.alarmArn, file);
  return {
    event,
    alarm: { name: change.alarmName, arn: change.alarmArn, ...setup },
    alarmAt: change.at,
    assumed,
    ...(within === undefined ? {} : { within }),
  };
}

const endings: Readonly<Record<string, History['status']>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionAborted: 'ABORTED',
  ExecutionTimedOut: 'TIMED_OUT',
};

function historyOf(events: readonly HistoryEvent[]): History {
  const last = events.findLast(({ type }) => type !== undefined && type in endings);
  const { error, cause } = last?.executionFailedEventDetails ?? {};
  return {
    states: events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []),
    status: endings[last?.type ?? ''] ?? 'RUNNING',
    output: parsed(last?.executionSucceededEventDetails?.output ?? 'null'),
    error,
    cause,
  };
}

function parsed(text: string): unknown {
  try {
    // Editors and shells on Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** The step after which the recovery was recorded in that night; undefined if none was. */
export function healedAt({ states }: History): number | undefined {
  if (states.at(-1) !== names.recovered) return undefined;
  const [step = 0] = states.slice(-2, -1).map((name) => Number.parseInt(name, 10));
  return step > 0 && states.at(-2) === names.confirm(step) ? step : undefined;
}
