import { readStateChange } from '#core/alarm/event';
import type { Ended } from '#testing/interpret';
import type { Kept } from '#testing/surroundings';
import type { Message } from '#testing/world/sns';
import type { Call, Struck } from '#testing/world/wire';
import { places } from '#testing/world/world';
import { type About, type Deed, deedsOf } from './deeds.ts';
import type { Drilled } from './drills.ts';
import type { Happening } from './happenings.ts';
import type { Interference } from './interfere.ts';
import { leaseIn } from './leases.ts';
import { leftIn } from './left.ts';
import type { Done } from './people.ts';
import type { Change, Player, Setup } from './stage.ts';
import type { Story } from './story.ts';

/** A message as a person's phone or mailbox shows it. */
export interface Ring {
  readonly message: Message;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly key: string;
  /** The last incident id in its text. */
  readonly incident: string | undefined;
  /** The players whose alarms it names. */
  readonly names: readonly Player[];
  /** The player whose alarm its first line names, or else its subject. */
  readonly first: Player | undefined;
  /** It stands for every alarm of its time: the page of a mass failure, or one sent without the table. */
  readonly isForAll: boolean;
  readonly isMassFailure: boolean;
}

/** Everything that is judged: what really happened, whatever the engine believes. */
export interface Facts extends Omit<Interference, 'thrown' | 'broken'> {
  readonly story: Story;
  /** The happenings that took place. One at a point that was never reached did not. */
  readonly happened: readonly Happening[];
  /** Epoch milliseconds: when the story was over. */
  readonly end: number;
  /** Epoch milliseconds: when it began. */
  readonly begun: number;
  readonly players: readonly Player[];
  /** Every call that was sent, in order. */
  readonly calls: readonly Call[];
  readonly struck: readonly Struck[];
  /** Every transaction that was written, in order. */
  readonly written: Setup['written'];
  /** Every execution that has ended. */
  readonly endings: readonly Ended[];
  /** Every change of every alarm, in order. */
  readonly changes: readonly Change[];
  /** What people did. */
  readonly done: readonly Done[];
  /** Drills, as they really happened. */
  readonly drills: readonly Drilled[];
  /** What the on-call phone showed, and what the owner's channel showed. */
  readonly rings: readonly Ring[];
  readonly notices: readonly Ring[];
  /** Messages about leases on any channel. The two lists above leave them out. */
  readonly leaseMessages: readonly Ring[];
  readonly deeds: readonly Deed[];
  readonly leftBehind: readonly string[];
  /**
   * Whether something broke that no struck call shows: a death, a function cut off by Stop, a rollback, a removed runbook, a
   * restored table, an event that EventBridge gave up on, or quotas in force.
   */
  readonly broken: boolean;
  /** Whether anything failed: `broken`, or a struck call. Whatever else people or events do does not count. */
  readonly faulted: boolean;
  /** What the table says about each incident, by id: to be checked, not believed. */
  readonly records: ReadonlyMap<string, Kept>;
  readonly about: (execution: string) => About;
}

/** Collects the facts of a story that is over. */
export async function collect(
  story: Story,
  setup: Setup,
  interference: Interference & Pick<Facts, 'happened'>,
  begun: number,
): Promise<Facts> {
  const { world, night, changes, players, written, done, drills } = setup;
  const incidents = night.incidents();
  const records = new Map(incidents.map(({ id }) => [id, night.record(id)]));
  const { page, backup, notice } = places.topics;
  const ring = (message: Message) => ringOf(message, players);
  const { thrown: _thrown, broken: isBroken = false, ...interfered } = interference;
  const broken = isBroken || isGivenUp(interference) || story.weather?.account !== undefined;
  const about = aboutIn(setup);
  const hasWritten = ({ terminal }: Done, what = '') =>
    world.wire.calls.some(
      ({ by, command, input }) =>
        by?.name === terminal &&
        command === 'TransactWrite' &&
        written.includes(input['TransactItems'] as Setup['written'][number]) &&
        JSON.stringify(input).includes(what),
    );
  // A person whose terminal died in the middle of `take` has the incident, though the command never said so.
  const isTaken = (one: Done) => one.does === 'take' && hasWritten(one, 'takenOver');
  // A switch whose answer was lost took effect, whatever the command says.
  const isSwitched = (one: Done) =>
    /^(off|watch|auto|clear|stop-all|resume)$/.test(one.does) && hasWritten(one);
  const messages = world.sns.messages.map(ring);
  const deeds = deedsOf(setup, about);
  const struck = world.wire.struck.filter(isSeen);
  const all = messages.filter((one) => !isOfLease(one));
  return {
    ...interfered,
    story,
    end: world.clock.milliseconds,
    begun,
    players,
    changes,
    drills,
    done: inOrderOfWrites(done, setup).map((one) => {
      if (one.done) return one;
      if (isTaken(one)) return { ...one, done: true, isInPart: true };
      return isSwitched(one) ? { ...one, done: true } : one;
    }),
    records,
    written,
    about,
    calls: world.wire.calls,
    struck,
    endings: await endingsOf(setup),
    rings: all.filter(
      ({ message: { topic }, key }) => (topic === page || topic === backup) && !isRequest(key),
    ),
    notices: all.filter(({ message: { topic } }) => topic === notice),
    leaseMessages: messages.filter(isOfLease),
    deeds,
    leftBehind: leftIn(setup, interference, deeds),
    broken,
    faulted: struck.length > 0 || broken,
  };
}

/** Orders what people did by when it was written to the table, not by when the commands were sent or ended. */
function inOrderOfWrites(done: readonly Done[], { world, written: all }: Setup): Done[] {
  const writtenAt = ({ terminal }: Done) => {
    const sent = world.wire.calls.findLast(
      ({ by, command }) => command === 'TransactWrite' && by?.name === terminal,
    );
    return all.indexOf(sent?.input['TransactItems'] as Setup['written'][number]);
  };
  const written = done.filter((one) => writtenAt(one) >= 0);
  const sorted = [...written].sort((one, other) => writtenAt(one) - writtenAt(other));
  return done.map((one) => sorted[written.indexOf(one)] ?? one);
}

/** A request for an approval may also ring, but asks nobody to take over: only its copy among the notices is judged. */
const isRequest = (key: string): boolean => /\/approval-\d+$/.test(key);

const keyOf = ({ body, deduplicationKey }: Message): string =>
  deduplicationKey ?? [...body.matchAll(/^Key (\S+)$/gm)].at(-1)?.[1] ?? '';

function ringOf(message: Message, players: readonly Player[]): Ring {
  const { body } = message;
  const named = (text: string) => players.filter(({ alarm }) => isNamed(alarm.name, text));
  const key = keyOf(message);
  const isMassFailure = /\/storm-[\d-]+$/.test(key);
  return {
    message,
    at: Date.parse(message.at),
    key,
    incident: body.match(/\b(?:\d{8}-\d{4}|unnamed)-[0-9a-f]{8}\b/g)?.at(-1),
    names: named(body),
    // A lock screen shows part of a long name; the subject has all of it.
    first: firstIn(body.slice(0, body.indexOf('\n')), named) ?? firstIn(message.subject, named),
    isForAll: /every alarm|all alarms in ALARM/i.test(body),
    isMassFailure,
  };
}

/** The player named first. A line about another alarm of an outage begins with the alarm whose page it is on. */
function firstIn(text: string, named: (text: string) => readonly Player[]): Player | undefined {
  const at = ({ alarm }: Player) => text.indexOf(alarm.name);
  return [...named(text)].sort((one, other) => at(one) - at(other))[0];
}

const isOfLease = ({ key }: Ring): boolean => leaseIn(key) !== undefined;

/** Late, duplicate and lost events are normal. That EventBridge gives up on one is not. */
const isGivenUp = ({ happened }: Pick<Facts, 'happened'>): boolean =>
  happened.some((one) => 'event' in one && one.event === 'undeliverable');

/** Nobody notices that the SDK sends a write again, except with SNS, which then delivers the message twice. */
const isSeen = ({ failure, call }: Struck): boolean => failure !== 'sent again' || call.service === 'sns';

/** Whether a text contains this name by itself, not only inside a longer one. */
function isNamed(name: string, text: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const around = `${text[at - 1] ?? ' '}${text[at + name.length] ?? ' '}`;
    if (!/[\w-]/.test(around)) return true;
  }
  return false;
}

async function endingsOf({ world, night }: Setup): Promise<Ended[]> {
  const over = [...night.running.values()].filter(
    ({ arn }) => (world.stepFunctions.executions.get(arn)?.status ?? 'RUNNING') !== 'RUNNING',
  );
  return Promise.all(over.map((running) => running.ended));
}

/** How far an event's moment may differ from the described one, in milliseconds. */
const clocksDiffer = 15_000;

/** Finds the change that an execution is about, from its event and from what really changed. */
function aboutIn({ world, players, changes }: Setup): Facts['about'] {
  const known = new Map<string, About>();
  return (execution) => {
    const found = known.get(execution) ?? find(execution);
    known.set(execution, found);
    return found;
  };
  function find(execution: string): About {
    const player = players.find(({ runbook }) => execution.includes(`:nightshift-${runbook.id}:`));
    const event = readStateChange(world.stepFunctions.executions.get(execution)?.input);
    if ('malformed' in event) return { player, change: undefined };
    const its = changes.filter(({ arn, state }) => arn === event.alarmArn && state === 'ALARM');
    const since = Date.parse(event.at);
    const distance = ({ at }: Change) => Math.abs(at.getTime() - since);
    const nearest = [...its].sort((one, other) => distance(one) - distance(other))[0];
    // The reconciler names a moment of its own, which may come just before another change.
    const isFound = execution.includes(':reconciled-');
    const change =
      nearest && distance(nearest) <= clocksDiffer && !isFound
        ? nearest
        : its.findLast(({ at }) => at.getTime() <= since);
    return { player, change };
  }
}
