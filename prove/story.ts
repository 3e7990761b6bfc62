import type { Failure } from '../rehearsal/world/failures.ts';

/** What may go wrong with a call: how, what the invoker sees of a death, and when a sleeper wakes up. */
export const callFaults = {
  'error before': { failure: 'error before', words: 'fails, and nothing happens' },
  'error after': { failure: 'error after', words: 'takes effect, but its answer is lost' },
  throttle: { failure: 'throttle', words: 'is throttled' },
  'crash before': { failure: 'crash before', seen: 'error', words: 'is never sent: its process dies' },
  'crash after': { failure: 'crash after', seen: 'error', words: 'takes effect, and its process dies' },
  'hang before': { failure: 'crash before', seen: 'time-out', words: 'is never sent: its process hangs' },
  'hang after': { failure: 'crash after', seen: 'time-out', words: 'takes effect, and its process hangs' },
  'freeze before': {
    failure: 'freeze before',
    wakes: 'time-out',
    words: 'freezes and takes effect when its function has timed out',
  },
  'freeze after': {
    failure: 'freeze after',
    wakes: 'time-out',
    words: 'takes effect, and its process freezes until its function has timed out',
  },
  'sleep before': {
    failure: 'freeze before',
    wakes: 'deadline',
    words: 'freezes and takes effect only after the page deadline',
  },
  'sleep after': {
    failure: 'freeze after',
    wakes: 'deadline',
    words: 'takes effect, and its process freezes until after the page deadline',
  },
  redelivery: { failure: 'error after', words: 'ends, but Step Functions hears of an error and asks again' },
  'two copies': { failure: 'twice', words: 'runs in two copies at once' },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly failure: Failure;
      readonly seen?: 'error' | 'time-out';
      readonly wakes?: 'time-out' | 'deadline';
      readonly words: string;
    }
  >
>;
export type CallFault = keyof typeof callFaults;

/** What may become of an alarm's event on its way. */
export const eventFaults = {
  twice: 'is delivered twice',
  late: 'is delivered half a minute late',
  stale: 'is delivered seven minutes late',
  'out of order': 'is delivered after the event that follows it',
  lost: 'is never delivered',
} as const;
export type EventFault = keyof typeof eventFaults;

/** What people or the world do in the middle of it. None of it is a fault: it excuses no second page. */
export const throwIns = {
  'stop-all': 'a person stops everything',
  'lost lock': 'somebody else gets the locks',
  recovery: 'the service recovers by itself',
  flap: 'the alarm goes to OK and, a minute later, back to ALARM',
  'no data': 'the alarm goes to INSUFFICIENT_DATA',
  stop: 'a person presses Stop in the console',
  redrive: 'a person presses Stop and Redrive in the console',
  'second delivery': 'the same event is delivered again',
} as const;
export type ThrowIn = keyof typeof throwIns;

/** One thing that happens, at the one point of this name. */
export type Happening =
  | { readonly at: string; readonly fault: CallFault }
  | { readonly at: string; readonly event: EventFault }
  | { readonly at: string; readonly throwIn: ThrowIn };

/** A small runbook made for a story; all of them act on the same two targets. */
export interface Recipe {
  readonly steps: readonly ('restart' | 'flush')[];
  readonly mode?: 'auto' | 'watch' | 'off';
  /** In seconds. */
  readonly pageBy?: number;
  readonly verifyWithin?: number;
  readonly holdFor?: number;
}

/** One alarm with its runbook. */
export interface Part {
  /** A sample runbook's id, or a recipe. */
  readonly runbook: string | Recipe;
  /** The step after which its service works again; 0: nothing helps. */
  readonly healsAt: number;
  /** When its service breaks, in seconds after the story began. @default 0 */
  readonly after?: number;
  /** Whether the fix of another part heals it, too. @default false */
  readonly healsWithOthers?: boolean;
}

/** One story, whole: the same JSON gives the same story again, call by call. */
export interface Story {
  readonly parts: readonly Part[];
  readonly happenings: readonly Happening[];
  /** Of the jitter in back-offs and of latencies. */
  readonly seed: number;
  /** The longest a call takes, in seconds, by chance: the order of calls follows. @default - each takes 0.02 s */
  readonly jitter?: number;
}

/** What a happening is called in tables. */
export const kindOf = (happening: Happening): string =>
  'fault' in happening
    ? happening.fault
    : 'event' in happening
      ? `event ${happening.event}`
      : happening.throwIn;

const wordsOf = (happening: Happening): string => {
  if ('fault' in happening) return `the call ${happening.at} ${callFaults[happening.fault].words}`;
  if ('event' in happening) return `the event ${happening.at} ${eventFaults[happening.event]}`;
  return `when ${happening.at} is about to be sent, ${throwIns[happening.throwIn]}`;
};

const nameOf = (runbook: Part['runbook']): string =>
  typeof runbook === 'string'
    ? runbook
    : `a made-up runbook (${runbook.steps.join(', then ')}; ${runbook.mode ?? 'auto'})`;

/** A story in plain English, a line each. */
export function tell({ parts, happenings, jitter }: Story): string[] {
  const begins = parts.map(({ runbook, healsAt, after = 0, healsWithOthers }) => {
    const helps = healsAt === 0 ? 'nothing it does helps' : `its step ${healsAt} helps`;
    const others = healsWithOthers ? ', and the fix of another incident does, too' : '';
    return `${after > 0 ? `${after} s later the` : 'The'} service behind ${nameOf(runbook)} breaks; ${helps}${others}.`;
  });
  const speed = jitter ? [`Calls take up to ${jitter} s each, by chance.`] : [];
  return [...begins, ...speed, ...happenings.map((one) => `Then ${wordsOf(one)}.`)];
}
