import type { Failure } from '#testing/world/failures';

/** What may go wrong with a call: how it fails, what the invoker sees of a death, and when a frozen process wakes up. */
export const callFaults = {
  'error before': { failure: 'error before', words: 'fails, and nothing happens' },
  'error after': { failure: 'error after', words: 'takes effect, but its answer is lost' },
  'sent again': {
    failure: 'sent again',
    words: 'takes effect, its answer is lost, and the SDK sends it again',
  },
  throttle: { failure: 'throttle', words: 'is throttled' },
  'crash before': { failure: 'crash before', seen: 'error', words: 'is never sent: its process dies' },
  'crash after': { failure: 'crash after', seen: 'error', words: 'takes effect, and its process dies' },
  'hang before': { failure: 'crash before', seen: 'timeout', words: 'is never sent: its process hangs' },
  'hang after': { failure: 'crash after', seen: 'timeout', words: 'takes effect, and its process hangs' },
  'freeze before': {
    failure: 'freeze before',
    wakes: 'timeout',
    words: 'freezes and takes effect when its function has timed out',
  },
  'freeze after': {
    failure: 'freeze after',
    wakes: 'timeout',
    words: 'takes effect, and its process freezes until its function has timed out',
  },
  'stall before': {
    failure: 'freeze before',
    wakes: 'in time',
    words: 'takes effect when half of the time is over that its function may take',
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
      readonly seen?: 'error' | 'timeout';
      readonly wakes?: 'timeout' | 'deadline' | 'in time';
      readonly words: string;
    }
  >
>;
export type CallFault = keyof typeof callFaults;

/** What may happen to an event on its way. */
export const eventFaults = {
  twice: 'is delivered twice',
  late: 'is delivered half a minute late',
  stale: 'is delivered seven minutes late',
  'out of order': 'is delivered after the event that follows it',
  lost: 'is never delivered',
  undeliverable: 'cannot be delivered, and ends in the dead-letter queue',
} as const;
export type EventFault = keyof typeof eventFaults;

/** What people or the world do in the middle of a story. Only those that set `Interference.broken` count as faults. */
export const throwIns = {
  'stop-all': 'a person stops everything',
  'switch off': 'a person switches every runbook off',
  'lost lock': 'somebody else gets the locks',
  recovery: 'the service recovers by itself',
  flap: 'the alarm goes to OK and, a minute later, back to ALARM',
  'no data': 'the alarm goes to INSUFFICIENT_DATA',
  stop: 'a person presses Stop in the console, on every execution',
  'stop one': 'a person presses Stop in the console, on the newest execution',
  redrive: 'a person presses Stop and Redrive in the console',
  'second delivery': 'the same event is delivered again',
  'dead execution': 'every execution dies, and no Catch runs',
  'one dead execution': 'the newest execution dies, and no Catch of it runs',
  'dead engine': 'its execution dies, and no function runs any more until its page deadline has passed',
  'deploy-mid-incident': 'a new version is deployed, with another contract',
  'rolled-back-deploy': 'the functions are rolled back to the contract before, the state machines are not',
  'removed-runbook': 'its runbook is removed by a deploy',
  'restored table': 'the table is replaced by one restored from yesterday',
  'alarm made anew': 'its alarm is deleted and made anew',
} as const;
export type ThrowIn = keyof typeof throwIns;

/**
 * One thing that happens at one point: at the call or event of exactly this name, or, as in `Admit.write#3`, at the third call
 * of that kind that the stage sends, whichever it is.
 */
export type Happening =
  | { readonly at: string; readonly fault: CallFault }
  | { readonly at: string; readonly event: EventFault }
  | { readonly at: string; readonly throwIn: ThrowIn };
