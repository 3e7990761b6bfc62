import { incidentId, incidentOf } from '../lambdas/shared/alarm-event.ts';
import { modesPartition } from '../lambdas/shared/keys.ts';
import { leftBehind } from '../rehearsal/left-behind.ts';
import type { Kept } from '../rehearsal/run.ts';
import type { Message } from '../rehearsal/world/sns.ts';
import type { Call } from '../rehearsal/world/wire.ts';
import { places } from '../rehearsal/world/world.ts';
import { type Meddling, stranger } from './inject.ts';
import type { Change, Theatre } from './stage.ts';
import type { Story } from './story.ts';

/** A call that changes what an action is about, as it was sent. */
export interface Deed {
  readonly call: Call;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly incident: string;
  readonly step: number;
  readonly dryRun: boolean;
  readonly invocation: string;
  /** When this invocation last asked for the alarm and for the switches before it; undefined: never. */
  readonly readAlarmAt: number | undefined;
  readonly readSwitchesAt: number | undefined;
}

/** One page as a phone shows it, and the incident that it names. */
export interface Copy {
  readonly message: Message;
  readonly incident: string;
  readonly key: string;
}

/** All that the invariants are judged by: what really happened, whatever the engine believes. */
export interface Facts {
  readonly story: Story;
  /** Every change of every alarm, in order. */
  readonly changes: readonly Change[];
  /** What the table says of each incident, by id. */
  readonly records: ReadonlyMap<string, Kept>;
  readonly pages: readonly Copy[];
  readonly notices: readonly Message[];
  readonly deeds: readonly Deed[];
  /** When everything was stopped (epoch milliseconds). */
  readonly stoppedAt: number | undefined;
  /** When somebody else got the locks (epoch milliseconds). */
  readonly lockLostAt: number | undefined;
  readonly leftBehind: readonly string[];
  /** Whether a call met a failure, or Stop cut one off. What else people and events do is none. */
  readonly faulted: boolean;
}

/** The id under which a change to ALARM has to be known. */
export const idOf = ({ arn, at }: Pick<Change, 'arn' | 'at'>): string => incidentId(arn, at.toISOString());

/** Collects what a story that is over has left. */
export function collect(story: Story, theatre: Theatre, meddling: Meddling): Facts {
  const { world, night, changes } = theatre;
  const incidents = night.incidents();
  const { page, backup, notice } = places.topics;
  return {
    story,
    changes,
    records: new Map(incidents.map(({ id }) => [id, night.record(id)])),
    pages: world.sns.messages
      .filter(({ topic }) => topic === page || topic === backup)
      .map((message) => copyOf(message, theatre)),
    notices: world.sns.on(notice),
    deeds: deedsOf(theatre),
    stoppedAt: meddling.stoppedAt,
    lockLostAt: meddling.lockLostAt,
    leftBehind: leftBehind({ world, running: night.running, incidents }).filter(
      (line) => !line.includes(stranger),
    ),
    faulted: world.wire.struck.length > 0 || meddling.cutOff === true,
  };
}

function copyOf(message: Message, { world }: Theatre): Copy {
  const { body } = message;
  const key = message.deduplicationKey ?? [...body.matchAll(/^Key (\S+)$/gm)].at(-1)?.[1] ?? '';
  const named = body.match(/incident (\d{8}-\d{4}-[0-9a-f]{8})/i)?.[1];
  const execution = body.match(/\bexecution:? (arn:\S+)/i)?.[1] ?? '';
  const input = world.stepFunctions.executions.get(execution)?.input;
  return { message, key, incident: named ?? incidentOf(input, execution) };
}

function deedsOf({ world: { wire }, changing }: Theatre): Deed[] {
  return wire.calls.flatMap((call) => {
    if (!changing.has(`${call.service}.${call.command}`) || !call.by) return [];
    const { incident, step, dryRun } = call.by.payload as { incident: string; step: number; dryRun: boolean };
    const before = wire.calls.slice(0, call.index).filter(({ by }) => by === call.by);
    return [
      {
        call,
        at: Date.parse(call.at),
        incident,
        step,
        dryRun,
        invocation: call.by.name,
        readAlarmAt: lastAt(before, ({ command }) => command === 'DescribeAlarms'),
        readSwitchesAt: lastAt(before, ({ input }) => valuesOf(input)[':pk'] === modesPartition),
      },
    ];
  });
}

const lastAt = (calls: readonly Call[], fits: (call: Call) => boolean): number | undefined => {
  const last = calls.findLast(fits);
  return last && Date.parse(last.at);
};

const valuesOf = (input: Call['input']): Record<string, unknown> =>
  (input['ExpressionAttributeValues'] ?? {}) as Record<string, unknown>;
