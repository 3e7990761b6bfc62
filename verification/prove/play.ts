import { cellsOf } from './cells.ts';
import { Chance, drawPoint } from './chance.ts';
import { drillsAreOver } from './drills.ts';
import { collect } from './facts.ts';
import { skipIdle } from './idle.ts';
import { arrange } from './inject.ts';
import { lastDeadline } from './interfere.ts';
import { judge, type Violation } from './judge/index.ts';
import { mayShareTarget } from './judge/outages.ts';
import { leasesAreOver } from './leases.ts';
import { takenFor } from './people.ts';
import { type Point, pointOf } from './points.ts';
import { type Change, type Player, raise, type Setup } from './stage.ts';
import type { Story } from './story.ts';

/** What became of a story. */
export interface Played {
  readonly violations: readonly Violation[];
  /** The ground that it covered: `rule | fault | state`. */
  readonly cells: readonly string[];
  /** The points at which something could have happened, in order. */
  readonly points: readonly Point[];
  /** How many calls it took. */
  readonly calls: number;
  /** Whether everything that was to happen has happened. */
  readonly complete: boolean;
  /** Whether it could not be played to its end. @default false */
  readonly unplayable?: boolean;
  /** How each incident ended. */
  readonly verdicts: readonly string[];
}

/** Breaks the engine on purpose before a story is played, to show that the proof can fail. */
export type Sabotage = (setup: Setup) => void;

/** How long to wait for the first alarm to fire, in seconds. */
const untilAlarm = 1_800;
/** The longest time from a service breaking to its alarm, in seconds: two periods, and CloudWatch's look at them. */
const untilNoticed = 400;
/** The reconciler's interval of five minutes, and the time that its page may take, in seconds. */
const untilReconciled = 600;
/** How long a story goes on after the last deadline, in seconds: the sweeper's minute, sleepers waking up, their last calls. */
const afterwards = 180;
/** Factor on `afterwards` where calls are throttled: a sweep of a mass failure sends some forty calls, so most sweeps fail. */
const whenThrottled = 4;
/** How much longer to wait for what still runs or has to be listed then, in seconds: a person may press Redrive at the last moment. */
const atMost = 600;
/** From the end of a person's time until what still fires is rung again, in seconds. */
const untilRungAgain = 300;
/** The longest story, in seconds: an alarm that keeps flapping would never let one end. */
const longest = 4 * 3_600;

/** How a story is played. */
export interface Way {
  /** Whether to return its points, one for each of some hundred calls, or how many of them, drawn by its seed. @default true */
  readonly withPoints?: boolean | number;
}

/** Plays a story from the broken service until everything must be over, and judges it. */
export async function playStory(
  story: Story,
  sabotage: Sabotage = () => {},
  { withPoints = true }: Way = {},
): Promise<Played> {
  const setup = await raise(story);
  const { interference, happened } = arrange(story, setup);
  const isComplete = () => happened().length === story.happenings.length;
  skipIdle(story, setup, isComplete);
  sabotage(setup);
  const { world, changes, night } = setup;
  const { clock } = world;
  const begun = clock.milliseconds;
  const end = begun + longest * 1000;
  const lastBreak = Math.max(
    0,
    ...story.parts.flatMap(({ after = 0, again = [], drill }) => [after, drill?.at ?? 0, ...again]),
  );
  const allBroke = begun + (lastBreak + untilNoticed) * 1000;
  const isPast = (moment: number) => clock.milliseconds > moment;
  // The sweeper sees only what its index shows by then.
  const { indexLag = 0, throttles = 0 } = story.weather ?? {};
  const swept = (afterwards * (throttles > 0 ? whenThrottled : 1) + indexLag) * 1000;
  const opened = whileTheTableIs(setup, () => lastOpened(setup));
  const isOver = () =>
    isPast(end) ||
    ((changes.length > 0 || isPast(begun + untilAlarm * 1000)) &&
      isPast(Math.max(allBroke, lastDeadline(setup) + swept)) &&
      isPast(revived(interference) + untilReconciled * 1000) &&
      isPast(lastSwitched(setup)) &&
      isPast(lastTaken(setup)) &&
      isPast(opened() + swept) &&
      leasesAreOver(setup) &&
      drillsAreOver(setup) &&
      !mayFire(setup));
  await clock.run(() => clock.until(isOver, 20));
  const enough = clock.milliseconds + atMost * 1000;
  const mayBeListed = whileTheTableIs(setup, () => isUnlisted(setup));
  const isQuiet = () => clock.milliseconds > enough || !(isRunning(setup) || mayBeListed());
  await clock.run(() => clock.until(isQuiet, 20));
  const facts = await collect(story, setup, { ...interference, happened: happened() }, begun);
  return {
    violations: judge(facts),
    cells: cellsOf(facts),
    points: withPoints === false ? [] : someOf(pointsIn(setup), withPoints, story),
    calls: world.wire.calls.length,
    complete: isComplete(),
    verdicts: night.incidents().map(({ verdict }) => verdict ?? 'none'),
  };
}

const revived = ({ dead }: { readonly dead?: { readonly until: number } }): number => dead?.until ?? 0;

/** What a person switches on is found by the reconciler, and has a deadline of its own from then on. */
function lastSwitched({ done, players }: Setup): number {
  const last = done.findLast(({ does }) => /^(clear|auto|watch)$/.test(does));
  const longestDeadline = Math.max(...players.map(({ runbook }) => runbook.page.pageBySeconds));
  return last ? last.to + (untilReconciled + longestDeadline) * 1000 : 0;
}

/** If anything of the outage that a person took still fires, it is rung again when that person's time is over. */
const lastTaken = ({ done, changes, players }: Setup): number => {
  const firing = players.filter(
    ({ arn }) => changes.findLast((change) => change.arn === arn)?.state === 'ALARM',
  );
  return Math.max(
    0,
    ...done
      .filter(({ does, done: was, player }) => {
        const isIts = (other: Player) => other === player || mayShareTarget(player, other, done);
        return does === 'take' && was && firing.some(isIts);
      })
      .map(({ to }) => to + takenFor + untilRungAgain * 1000),
  );
};

/**
 * The reconciler may open an incident after its deadline; a sweep follows within a minute. What is still open ends with its own
 * deadline, and so does a run by hand.
 */
const lastOpened = ({ night }: Setup): number =>
  Math.max(
    0,
    ...night
      .incidents()
      .map(({ openedAt, byHand, verdict, open, pageBy }) =>
        Math.max(Date.parse(openedAt), byHand || !verdict || open ? Date.parse(pageBy) : 0),
      ),
  );

/** Caches something that is asked for again and again and can change only with the table. */
function whileTheTableIs<T>({ world: { dynamodb } }: Setup, find: () => T): () => T {
  let known: { readonly version: number; readonly found: T } | undefined;
  return () => {
    if (known?.version !== dynamodb.version) known = { version: dynamodb.version, found: find() };
    return known.found;
  };
}

/** If a call failed, a deadline may still be armed: it fires, and its page is judged. Otherwise it counts as left behind. */
const mayFire = ({ world: { scheduler, wire } }: Setup): boolean =>
  wire.struck.length > 0 && scheduler.isArmed((name) => !name.startsWith('lease-'));

/** Where a mass failure's page could not be recorded, the next one lists its incidents again, minutes later. */
const isUnlisted = ({ world: { dynamodb, wire } }: Setup): boolean =>
  wire.struck.length > 0 && dynamodb.all(({ sk }) => String(sk).startsWith('UNLISTED#')).length > 0;

const isRunning = ({ world, night }: Setup): boolean =>
  [...night.running.keys()].some((arn) => world.stepFunctions.executions.get(arn)?.status === 'RUNNING');

function pointsIn({ world, changes, night }: Setup): Point[] {
  const seen = (kind: Change['state'] | 'ENDED' | 'WORK') =>
    kind === 'ENDED' || kind === 'WORK'
      ? night.events.seen(kind)
      : changes.filter(({ state }) => state === kind).length;
  const since = changes[0]?.at.toISOString() ?? '';
  const events = (['ALARM', 'OK', 'ENDED', 'WORK'] as const).flatMap((kind) =>
    Array.from(
      { length: seen(kind) },
      (_, index): Point => ({ name: `${kind}#${index + 1}`, stage: 'event', kind: 'event' }),
    ),
  );
  return [...events, ...world.wire.calls.filter(({ at }) => at >= since).map(pointOf)];
}

function someOf(points: readonly Point[], count: number | true, { seed }: Story): readonly Point[] {
  if (count === true || points.length === 0) return points;
  const chance = new Chance(seed);
  return Array.from({ length: count }, () => drawPoint(chance, points));
}
