import { graceShare } from '#lambdas/reconcile/reconcile';
import { findsNothingIn, isMark } from '#testing/idle';
import { describedLate } from './describe.ts';
import type { Setup } from './stage.ts';
import type { Story } from './story.ts';

/** By how much clocks may be ahead or behind where machines differ, in milliseconds. */
const machinesDiffer = 15_000;

/** How long the calls of a look take until it compares a moment with its clock, in milliseconds. */
const callsTake = 2_000;

/** From so many seconds on, calls are slow. */
const slow = 1;

type Look = 'sweep' | 'reconcile';

/**
 * Most of a story's calls are looks of the sweeper and the reconciler at nothing. They are left out where the world shows that
 * there is nothing, and where nothing is to happen at one of them.
 * @param isComplete whether everything that was to happen has happened
 */
export function skipIdle(story: Story, setup: Setup, isComplete: () => boolean): void {
  const { world, night } = setup;
  const { happenings, weather, order, skipsLooks = false, jitter = 0 } = story;
  const isMeant = happenings.some(({ at }) => /sweep|reconcile/.test(at));
  const isNothing = findsNothingIn(world, machinesDiffer);
  // Where calls take turns, each delays the others: none of these takes one. But with quotas each call counts, and a look of slow
  // calls sees what changes while it lasts: there the story says whether it goes on without them.
  const takeNoTurn = order !== undefined && !weather?.account && jitter < slow;
  // What is looked at in a drill is not among the moments below.
  const mayRepeat = story.parts.every(({ drill }) => !drill) && (skipsLooks || takeNoTurn);
  const isRepeated = mayRepeat ? repeated(story, setup) : () => false;
  night.findsNothing = (name) => {
    if (isMeant && !skipsLooks && !(mayRepeat && isComplete())) return false;
    return isNothing(name) || isRepeated(name);
  };
}

interface Seen {
  readonly at: number;
  readonly version: number;
  readonly calls: number;
  readonly struck: number;
  /** From when on it may decide otherwise (epoch milliseconds); found out when it is asked for. */
  until?: number;
}

const reads = /^(Get|BatchGet|Query|Describe|List)/;

/**
 * A look reads the table, the alarms and the schedules, and compares moments with the clock. So one that only read, and that
 * nothing went wrong with, finds nothing again for as long as all of that is as it was and none of those moments comes.
 */
function repeated(story: Story, setup: Setup): (name: Look) => boolean {
  const { world } = setup;
  const { wire, clock, scheduler } = world;
  const margin = story.weather?.machineClocks ? machinesDiffer : callsTake;
  const last = new Map<Look, Seen>();
  const foundNothing = (name: Look, { calls, struck, version }: Seen): boolean => {
    if (world.versionFor(name) !== version || scheduler.isArmed(isMark)) return false;
    const its = wire.calls.slice(calls).filter(({ by }) => by?.function === name);
    const isStruck = wire.struck
      .slice(struck)
      .some(
        ({ call: { by, input } }) =>
          by?.function === name || String(input['FunctionName']).endsWith(`:${name}`),
      );
    return (
      its.length > 0 &&
      !isStruck &&
      its.every(({ command }) => reads.test(command) || command === 'DeleteSchedule')
    );
  };
  return (name) => {
    const seen = last.get(name);
    if (seen && foundNothing(name, seen)) {
      seen.until ??= nextMoment(name, seen.at - margin, story, setup);
      if (clock.milliseconds + margin < seen.until) return true;
    }
    last.set(name, {
      at: clock.milliseconds,
      version: world.versionFor(name),
      calls: wire.calls.length,
      struck: wire.struck.length,
    });
    return false;
  };
}

const never = Number.POSITIVE_INFINITY;

/** The first moment after `since` at which a look may decide otherwise, as the table and the alarms are (epoch milliseconds). */
function nextMoment(
  name: Look,
  since: number,
  { lag = 0 }: Story,
  { world, changes, players }: Setup,
): number {
  // How long after a change of an alarm it is described, is missing an incident, has held, or has held for long enough to restore.
  const spans = new Set([0, lag, describedLate]);
  if (name === 'reconcile')
    for (const { runbook } of players) spans.add(runbook.page.pageBySeconds * graceShare);
  const moments: number[] = [];
  const isUnsure = world.dynamodb.has((item) => {
    const { open, alarms, holdSeconds, restoreAfterSeconds = 0 } = item as Watched;
    const holds =
      name === 'sweep' ? [holdSeconds, ...Object.values(alarms ?? {}).map((alarm) => alarm.holdSeconds)] : [];
    for (const hold of holds) if (hold !== undefined) spans.add(hold).add(hold + restoreAfterSeconds);
    moments.push(...momentsOf(item as Watched));
    // What is overdue is not only looked at; what is to be listed is looked at until it is.
    return (
      (open === 'OPEN' && Date.parse(String(item['pageBy'])) <= since + 2 * machinesDiffer) ||
      String(item['sk']).startsWith('UNLISTED#')
    );
  });
  if (isUnsure) return since;
  for (const { at } of changes) for (const span of spans) moments.push(at.getTime() + span * 1000);
  return moments.reduce((first, moment) => (moment > since && moment < first ? moment : first), never);
}

/** What decides when something in the sweeper's index is due: outages, requests for an approval, waits and leases. */
interface Watched extends Readonly<Record<string, unknown>> {
  readonly open?: string;
  readonly alarms?: Readonly<Record<string, { readonly holdSeconds: number }>>;
  readonly holdSeconds?: number;
  readonly restoreAfterSeconds?: number;
  readonly watchSeconds?: number;
}

/** The moments that an item names, and until when a lease is watched after its end. */
function momentsOf(item: Watched): number[] {
  const { open, until, pageBy, heldUntil, outcomeAt, watchSeconds = 0 } = item;
  // What was switched ends by itself, too.
  const named = open === undefined ? [until] : [pageBy, heldUntil, until, outcomeAt];
  const moments = named.flatMap((moment) => (typeof moment === 'string' ? [Date.parse(moment)] : []));
  return typeof outcomeAt === 'string' ? [...moments, Date.parse(outcomeAt) + watchSeconds * 1000] : moments;
}
