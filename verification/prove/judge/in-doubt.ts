import type { Call } from '#testing/world/wire';
import type { Facts, Ring } from '../facts.ts';

/** From a page to the schedule that sends it if its sender died, with what it may be late, in milliseconds. */
const untilInsured = 150_000;

/** From a page to the write that remembers it, in milliseconds. */
const untilRemembered = 30_000;

/**
 * How long after functions run again an event that none could handle has surely been handled, in milliseconds: Lambda retries at
 * least every five minutes.
 */
const untilHeard = 330_000;

/**
 * Whether a page that was sent without its incident could not be remembered either, so that no later action can know of it. This
 * is so if its sender froze or crashed, if the table took no write, or if the page came from the state machine itself or from a
 * schedule, and either the event of the execution's end did not come in time or another copy of the process answered instead.
 */
export const isInDoubt = ({ at, message }: Ring, actedAt: number, facts: Facts): boolean =>
  isCutOff(at, facts) || isUnremembered(at, message, actedAt, facts);

/** Whether its sender froze or crashed just as it paged, and with it the mark that it was writing at the same time. */
const isCutOff = (at: number, { struck, calls, story: { jitter = 0, order } }: Facts): boolean => {
  // Calls that take effect one at a time have to wait for each other.
  const sameTime = 1_000 * (jitter + (order === undefined ? 0 : 1));
  return struck.some(
    ({ call, failure }) =>
      call.command === 'Publish' &&
      /^(freeze|crash) after$/.test(failure) &&
      Date.parse(call.at) <= at &&
      at <= Date.parse(call.at) + untilRemembered &&
      calls.some(
        (one) =>
          one.by === call.by &&
          one.command === 'Update' &&
          one.at <= call.at &&
          Date.parse(one.at) >= Date.parse(call.at) - sameTime,
      ),
  );
};

const isUnremembered = (
  at: number,
  message: Ring['message'],
  actedAt: number,
  { struck, happened, story, dead }: Facts,
): boolean =>
  (isOfNoFunction(message) &&
    ((story.weather?.late ?? 0) > 0 ||
      (dead !== undefined && at >= dead.from && at <= dead.until && actedAt <= dead.until + untilHeard) ||
      happened.some((one) => one.at.startsWith('ENDED#') && 'event' in one && one.event !== 'twice') ||
      isOfCopy(struck))) ||
  struck.some(
    ({ call: { by, command, at: sent } }) =>
      /^(dead-letters|execution-ended|reconcile|Page)/.test(by?.function ?? '') &&
      command === 'Update' &&
      // What a schedule sends was to be remembered before: it rings where the one who armed it was not heard of again.
      Date.parse(sent) >= at - (isOfNoFunction(message) ? untilInsured : 0) &&
      Date.parse(sent) <= at + untilRemembered,
  );

/** Whether one of two copies of an invocation failed while arming a schedule: the execution then has the other copy's answer. */
const isOfCopy = (struck: Facts['struck']): boolean =>
  struck.some(
    ({ call: { command, by } }) =>
      command === 'CreateSchedule' &&
      by !== undefined &&
      struck.some(({ call, failure }) => failure === 'twice' && call.input['Payload'] === by.payload),
  );

const isOfNoFunction = ({ body, deduplicationKey }: Ring['message']): boolean =>
  deduplicationKey === undefined || body.startsWith('Nightshift could not send its page');

/** What a stage, or the function that hears of an execution's end, is asked. */
interface Asked {
  readonly execution?: string;
  readonly detail?: { readonly executionArn?: string };
}

/**
 * Whether the table was restored from yesterday between the page and the given moment, or while the page's sender was at work:
 * what was written before that is lost.
 */
export function isForgottenBetween({ at: from, message }: Ring, to: number, facts: Facts): boolean {
  const { restoredAt = 0, calls } = facts;
  const wasAtWork = calls.some(({ by, at }) => {
    const { detail, execution = detail?.executionArn } = (by?.payload ?? {}) as Asked;
    // A sweep works for no execution: it is the sender if it was at work both before and after that.
    // Calls are recorded by whole milliseconds.
    const since = by?.function === 'sweep' ? Math.floor(restoredAt) : 0;
    const isSender = since > 0 || (execution !== undefined && message.body.includes(execution));
    const hasSent = ({ command, at: when }: Call) =>
      command === 'Publish' &&
      Date.parse(when) >= Math.max(since, from - untilRemembered) &&
      Date.parse(when) <= from;
    return isSender && Date.parse(at) <= restoredAt && calls.some((one) => one.by === by && hasSent(one));
  });
  return restoredAt <= to && (wasAtWork || restoredAt >= from);
}
