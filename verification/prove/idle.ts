import { graceShare } from '#lambdas/reconcile/reconcile';
import { findsNothingIn, isMark } from '#testing/idle';
import { describedLate } from './describe.ts';
import type { Setup } from './stage.ts';
import type { Story } from './story.ts';

/** How far machines' clocks may be off in either direction, in milliseconds. */
const machinesDiffer = 15_000;

/** How long a look's calls take before it compares a moment with its clock, in milliseconds. */
const callsTake = 2_000;

/** Calls count as slow from this `jitter` on, in seconds. */
const slow = 1;

type Look = 'sweep' | 'reconcile';

/**
 * Most of a story's calls are looks in which the sweeper and the reconciler find nothing. This leaves such looks out where the
 * world shows that there is nothing to find. Without `skipsLooks`, all are kept while something is meant to happen at one of them.
 * @param isComplete whether everything that was to happen has happened
 */
export function skipIdle(story: Story, setup: Setup, isComplete: () => boolean): void {
  const { world, night } = setup;
  const { happenings, weather, order, skipsLooks = false, jitter = 0 } = story;
  const isMeant = happenings.some(({ at }) => /sweep|reconcile/.test(at));
  const isNothing = findsNothingIn(world, machinesDiffer);
  // Where calls take turns, each call delays the others, so repeated looks are left out in any case. But with quotas each call
  // counts, and a look with slow calls sees what changes while it lasts: in these cases the story's `skipsLooks` decides.
  const takeNoTurn = order !== undefined && !weather?.account && jitter < slow;
  // `nextMoment` does not know the moments of a drill.
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
  /** The first moment at which it might decide differently (epoch milliseconds); computed on demand. */
  until?: number;
}

const reads = /^(Get|BatchGet|Query|Describe|List)/;

/**
 * A look reads the table, the alarms and the schedules, and compares moments with the clock. If one only read or deleted a
 * schedule, and nothing went wrong, the next one finds nothing until something it reads changes or one of the moments comes.
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

/** The first moment after `since` at which a look might decide differently with the same table and alarms (epoch milliseconds). */
function nextMoment(
  name: Look,
  since: number,
  { lag = 0 }: Story,
  { world, changes, players }: Setup,
): number {
  // Seconds from an alarm's change until it is described, lacks an incident, has held, and has held long enough to restore.
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
    // The sweeper acts on whatever is overdue, and looks at what waits to be listed until it is.
    return (
      (open === 'OPEN' && Date.parse(String(item['pageBy'])) <= since + 2 * machinesDiffer) ||
      String(item['sk']).startsWith('UNLISTED#')
    );
  });
  if (isUnsure) return since;
  for (const { at } of changes) for (const span of spans) moments.push(at.getTime() + span * 1000);
  return moments.reduce((first, moment) => (moment > since && moment < first ? moment : first), never);
}

/** The fields that decide when an item in the sweeper's index is due: outages, requests for an approval, waits and leases. */
interface Watched extends Readonly<Record<string, unknown>> {
  readonly open?: string;
  readonly alarms?: Readonly<Record<string, { readonly holdSeconds: number }>>;
  readonly holdSeconds?: number;
  readonly restoreAfterSeconds?: number;
  readonly watchSeconds?: number;
}

/** The moments that an item names, and the end of the time for which a lease is watched after its outcome. */
function momentsOf(item: Watched): number[] {
  const { open, until, pageBy, heldUntil, outcomeAt, watchSeconds = 0 } = item;
  // Items outside the index, such as a person's switches, end by themselves, too.
  const named = open === undefined ? [until] : [pageBy, heldUntil, until, outcomeAt];
  const moments = named.flatMap((moment) => (typeof moment === 'string' ? [Date.parse(moment)] : []));
  return typeof outcomeAt === 'string' ? [...moments, Date.parse(outcomeAt) + watchSeconds * 1000] : moments;
}
