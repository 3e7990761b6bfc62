import type { Facts } from '../facts.ts';
import type { Change } from '../stage.ts';
import type { Circumstance } from '../story.ts';
import { clockToleranceSeconds } from './clocks.ts';
import { wasOk } from './outages.ts';
import { wasHeldUp } from './struck.ts';
import { modesIn } from './switches.ts';

/** What silences an alarm's own actions silences Nightshift, too. */
const silencing: readonly (Circumstance | undefined)[] = ['actions disabled', 'suppressed', 'muted'];

/**
 * How long the engine takes to catch up once functions run again, in milliseconds: the first run of the reconciler, the execution
 * that it starts, and a page.
 */
const revived = 60_000;

/**
 * The reconciler makes up for an event that never comes. It runs every five minutes, and first gives the event a share of the
 * page deadline to arrive; then Admit pages.
 */
const reconcilerSeconds = 300 + 35;
const graceShare = 1 / 30;

/** Longest time from a change without an event until its runbook begins, in seconds. */
export const untilFound = ({ player }: Change): number =>
  reconcilerSeconds + player.runbook.page.pageBySeconds * graceShare;

/** Whether an event about this change's own alarm may not have come when it should have. Other alarms' events have no part in it. */
export const isDisturbed = ({ player }: Change, facts: Facts): boolean =>
  (facts.story.weather?.late ?? 0) > 0 || wasHeldUp([player], facts);

/**
 * Until when something in the world kept people from being told of a change, if anything did before `limit`. A person's time is
 * not among it: it only puts the limit off.
 * @returns epoch milliseconds; Infinity: forever; undefined: nothing did
 */
export function quietUntil(change: Change, limit: number, facts: Facts): number | undefined {
  const reasons = [
    ...bySwitch(change, limit, facts),
    ...(isStoppedByHand(change, limit, facts) ? [Number.POSITIVE_INFINITY] : []),
    ...(silencing.includes(change.player.part.given) ? [Number.POSITIVE_INFINITY] : []),
    ...byEngine(change, facts),
  ];
  return reasons.length > 0 ? Math.max(...reasons) : undefined;
}

/** Whether something in the world kept an alarm quiet at any moment of a span. */
export const isQuietWithin = (change: Change, from: number, to: number, facts: Facts): boolean =>
  silencing.includes(change.player.part.given) || modesIn(change.player, from, to, facts).has('off');

/**
 * In seconds: the longest time from an alarm's change until its runbook's mode is read, and how much earlier the mode may have
 * been switched, since the change is dated by another clock.
 */
const [admitted, before] = [60, 5];

/**
 * If the runbook was off when its incident should have begun: until it is switched on again. If its events were held up or
 * something broke, the incident may begin at any time up to `limit`.
 */
function bySwitch(change: Change, limit: number, facts: Facts): number[] {
  const { player, at } = change;
  const { weather = {}, jitter = 0 } = facts.story;
  const slow = 20 * jitter + 2 * (weather.machineClocks ?? 0) + (weather.lateTimers ?? 0);
  const since = at.getTime() - before * 1000;
  const looked = isDisturbed(change, facts) || facts.broken ? limit : at.getTime() + (admitted + slow) * 1000;
  if (!modesIn(player, since, looked, facts).has('off')) return [];
  const on = facts.done.findLast(
    ({ done, does, player: whose }) =>
      done && whose === player && (does === 'auto' || does === 'clear' || does === 'watch'),
  );
  const isOn = on && !modesIn(player, on.to + 1, facts.end, facts).has('off');
  const { restoredAt, dead, removedAt = Number.POSITIVE_INFINITY } = facts;
  // If the runbook was removed before the reconciler could have found the alarm, nobody will find it.
  const untilRemoved = (since: number) =>
    removedAt <= since + revived + untilFound(change) * 1000 ? Number.POSITIVE_INFINITY : since;
  // The engine may be dead by the time it should find the alarm.
  const isUnseen = dead && on && on.to <= dead.until && on.to + untilFound(change) * 1000 >= dead.from;
  if (isOn) return [untilRemoved(Math.max(on.to, at.getTime(), isUnseen ? dead.until : 0))];
  const isRestored =
    restoredAt !== undefined && !modesIn(player, restoredAt + 1, facts.end, facts).has('off');
  return [isRestored ? untilRemoved(Math.max(restoredAt, at.getTime())) : Number.POSITIVE_INFINITY];
}

/** Whether a person stopped the alarm's execution in the console by `limit`. */
function isStoppedByHand({ arn, player, at }: Change, limit: number, facts: Facts): boolean {
  const { stopped, about, changes } = facts;
  // A change within the clocks' tolerance, with no OK in between, is the one whose execution was stopped.
  const since = at.getTime() - clockToleranceSeconds * 1000;
  return stopped.some(
    (one) =>
      one.at >= since &&
      !wasOk(arn, Math.min(one.at, at.getTime()), at.getTime(), changes) &&
      one.at <= limit &&
      one.executions.some((execution) => about(execution).player === player),
  );
}

/**
 * Nothing is promised for an alarm whose runbook was removed. An incident that was on record before the engine died has its
 * deadline armed, which needs no engine. Anything else is made up for once the engine is alive again, whatever its deadline was.
 */
function byEngine(change: Change, facts: Facts): number[] {
  const { removedAt, dead } = facts;
  const moment = change.at.getTime();
  const pageBy = change.player.runbook.page.pageBySeconds * 1000;
  const isDead = dead !== undefined && moment <= dead.until && !isArmed(change, facts);
  // Nobody finds an alarm whose runbook was removed before the reconciler got to it. While the engine is dead, it finds nothing.
  const from = isDead && isDisturbed(change, facts) ? Math.max(moment, dead.until) : moment;
  const unseen = revived + (isDisturbed(change, facts) ? untilFound(change) * 1000 : 0);
  return [
    ...(removedAt !== undefined && from >= removedAt - unseen ? [Number.POSITIVE_INFINITY] : []),
    ...(isDead ? [Math.max(moment, dead.until + revived - pageBy)] : []),
  ];
}

/** Whether its deadline was armed when the engine died, and will fire. */
function isArmed(change: Change, facts: Facts): boolean {
  const { dead, records, about, struck, story, restoredAt } = facts;
  // No deadline is armed for a watched alarm that pages by itself: its own page has gone out.
  const moment = change.at.getTime();
  const isWatched = modesIn(change.player, moment, moment + revived, facts).has('watch');
  if (isWatched && change.player.part.given === 'pages by itself') return false;
  const isRefused = struck.some(({ call }) => call.command === 'CreateSchedule');
  if (isRefused || story.weather?.schedules === 'never' || restoredAt !== undefined) return false;
  return [...(dead?.known ?? [])].some((id) => {
    const { incident } = records.get(id) ?? {};
    // An incident that ended as suppressed no longer has a deadline.
    return incident && incident.verdict !== 'suppressed' && about(incident.execution).change === change;
  });
}
