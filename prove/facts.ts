import { incidentId, incidentOf } from '../lambdas/shared/alarm-event.ts';
import { modesPartition } from '../lambdas/shared/keys.ts';
import type { Ended } from '../rehearsal/interpret.ts';
import { leftBehind } from '../rehearsal/left-behind.ts';
import type { Kept } from '../rehearsal/run.ts';
import type { Message } from '../rehearsal/world/sns.ts';
import type { Call } from '../rehearsal/world/wire.ts';
import { places } from '../rehearsal/world/world.ts';
import { type Meddling, stranger } from './meddle.ts';
import type { Change, Player, Theatre } from './stage.ts';
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
  /** When the invocation sent its first call, and by which contract it was asked. */
  readonly begunAt: number;
  readonly player: Player | undefined;
  /** When this invocation last asked for the alarm and for the switches before it, and was answered; undefined: never. */
  readonly readAlarmAt: number | undefined;
  readonly readSwitchesAt: number | undefined;
  /** AWS said no to it, so that nothing was changed: it is no run and needs no time. */
  readonly refused: boolean;
}

/** One page as a phone shows it, and the incident that it names. */
export interface Copy {
  readonly message: Message;
  readonly incident: string;
  readonly key: string;
}

/** All that the invariants are judged by: what really happened, whatever the engine believes. */
export interface Facts extends Omit<Meddling, 'thrown' | 'broken'> {
  readonly story: Story;
  readonly players: readonly Player[];
  /** Every call that was sent, in order. */
  readonly calls: readonly Call[];
  /** Every transaction that was written, in order. */
  readonly written: Theatre['written'];
  /** Every execution that is over. */
  readonly endings: readonly Ending[];
  /** Every change of every alarm, in order. */
  readonly changes: readonly Change[];
  /** What the table says of each incident, by id. */
  readonly records: ReadonlyMap<string, Kept>;
  readonly pages: readonly Copy[];
  /** Pages of mass failures, which list their incidents. */
  readonly stormPages: readonly Message[];
  readonly notices: readonly Message[];
  readonly deeds: readonly Deed[];
  readonly leftBehind: readonly string[];
  /** Whether a call met a failure, or Stop cut one off. What else people and events do is none. */
  readonly faulted: boolean;
}

/** An execution that is over. */
export interface Ending extends Pick<Ended, 'arn' | 'status' | 'output'> {
  /** When it entered its last state (epoch milliseconds). */
  readonly at: number;
}

/** The id under which a change to ALARM has to be known. */
export const idOf = ({ arn, at }: Pick<Change, 'arn' | 'at'>): string => incidentId(arn, at.toISOString());

/** Collects what a story that is over has left. */
export async function collect(story: Story, theatre: Theatre, meddling: Meddling): Promise<Facts> {
  const { world, night, changes, players, written } = theatre;
  const incidents = night.incidents();
  const records = new Map(incidents.map(({ id }) => [id, night.record(id)]));
  const { page, backup, notice } = places.topics;
  const loud = world.sns.messages.filter(({ topic }) => topic === page || topic === backup);
  const { thrown: _thrown, broken = false, ...meddled } = meddling;
  return {
    ...meddled,
    story,
    players,
    changes,
    records,
    written,
    calls: world.wire.calls,
    endings: await endingsOf(theatre),
    pages: loud.filter((message) => !isStorms(message)).map((message) => copyOf(message, theatre)),
    stormPages: loud.filter(isStorms),
    notices: world.sns.on(notice),
    deeds: deedsOf(theatre, records),
    leftBehind: [
      ...leftBehind({ world, running: night.running, incidents }).filter((line) => !line.includes(stranger)),
      ...unlistedIn(theatre),
    ],
    faulted: world.wire.struck.length > 0 || broken,
  };
}

const keyOf = ({ body, deduplicationKey }: Message): string =>
  deduplicationKey ?? [...body.matchAll(/^Key (\S+)$/gm)].at(-1)?.[1] ?? '';

/** Incidents of a mass failure that no page has listed. */
const unlistedIn = ({ world }: Theatre): string[] =>
  world.dynamodb
    .all()
    .filter(({ sk }) => String(sk).startsWith('UNLISTED#'))
    .map(({ incident }) => `Incident ${incident} still waits to be listed in a page.`);

const isStorms = (message: Message): boolean => /\/storm-[\d-]+$/.test(keyOf(message));

async function endingsOf({ world, night }: Theatre): Promise<Ending[]> {
  const over = [...night.running.values()].filter(
    ({ arn }) => (world.stepFunctions.executions.get(arn)?.status ?? 'RUNNING') !== 'RUNNING',
  );
  const ended = await Promise.all(over.map((running) => running.ended));
  return ended.map(({ states, ...rest }) => ({ ...rest, at: Date.parse(states.at(-1)?.at ?? '') }));
}

function copyOf(message: Message, { world }: Theatre): Copy {
  const { body } = message;
  const named = [...body.matchAll(/(?:, i|^I)ncident (\d{8}-\d{4}-[0-9a-f]{8})$/gm)].at(-1)?.[1];
  const execution = body.match(/\bexecution:? (arn:\S+)/i)?.[1] ?? '';
  const input = world.stepFunctions.executions.get(execution)?.input;
  return { message, key: keyOf(message), incident: named ?? incidentOf(input, execution) };
}

function deedsOf({ world: { wire }, changing, players }: Theatre, records: Facts['records']): Deed[] {
  const unanswered = new Set(
    wire.struck.filter(({ failure }) => !/after|freeze|twice/.test(failure)).map(({ call }) => call),
  );
  const refused = new Set(
    wire.struck
      .filter(({ failure }) => failure === 'throttle' || failure === 'denied')
      .map(({ call }) => call),
  );
  return wire.calls.flatMap((call) => {
    if (!changing.has(`${call.service}.${call.command}`) || !call.by) return [];
    const { incident, step, dryRun } = call.by.payload as { incident: string; step: number; dryRun: boolean };
    const before = wire.calls.slice(0, call.index).filter(({ by }) => by === call.by);
    const answered = before.filter((one) => !unanswered.has(one));
    return [
      {
        call,
        at: Date.parse(call.at),
        incident,
        step,
        dryRun,
        invocation: call.by.name,
        begunAt: Date.parse(before[0]?.at ?? call.at),
        player: players.find(({ arn }) => arn === records.get(incident)?.incident?.alarm.arn),
        readAlarmAt: lastAt(answered, ({ command }) => command === 'DescribeAlarms'),
        readSwitchesAt: lastAt(answered, ({ input }) => valuesOf(input)[':pk'] === modesPartition),
        refused: refused.has(call),
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
