import type { Facts } from '../facts.ts';
import { takenFor } from '../people.ts';
import type { Change } from '../stage.ts';
import type { Circumstance } from '../story.ts';
import { outageOf, outagesOf, sharesTarget } from './outages.ts';
import { modesIn } from './switches.ts';

/** What keeps an alarm's own actions quiet keeps Nightshift quiet, too. */
const silencing: readonly (Circumstance | undefined)[] = ['actions disabled', 'suppressed', 'muted'];

/** After this nothing is dead any more that was: the first reconciler, its execution, and a page, in milliseconds. */
const revived = 60_000;

/** An event that never comes is made good by the reconciler, every five minutes, after a part of the deadline; then Admit pages. */
const reconcilerSeconds = 300 + 35;
const graceShare = 1 / 30;

/** From a change without an event until its runbook begins, at most, in seconds. */
export const untilFound = ({ player }: Change): number =>
  reconcilerSeconds + player.runbook.page.pageBySeconds * graceShare;

/** Whether events may not have come when they should. */
export const isDisturbed = ({ happened, story: { weather } }: Facts): boolean =>
  (weather?.late ?? 0) > 0 || happened.some((one) => 'event' in one);

/**
 * Until when something in the world kept people from being told of a change, if something did before `limit`.
 * @returns epoch milliseconds; Infinity: for ever; undefined: nothing did
 */
export function quietUntil(change: Change, limit: number, facts: Facts): number | undefined {
  const reasons = [
    ...bySwitch(change, limit, facts),
    ...(isPeoples(change, limit, facts) ? [Number.POSITIVE_INFINITY] : []),
    ...(silencing.includes(change.player.part.given) ? [Number.POSITIVE_INFINITY] : []),
    ...byEngine(change, facts),
  ];
  return reasons.length > 0 ? Math.max(...reasons) : undefined;
}

/** Whether something in the world kept an alarm quiet at some moment of a span. */
export const isQuietWithin = (change: Change, from: number, to: number, facts: Facts): boolean =>
  silencing.includes(change.player.part.given) || modesIn(change.player, from, to, facts).has('off');

/** From an alarm's change to the look at its runbook's mode, at most, and from a mode to a change that is dated by another clock, in seconds. */
const [admitted, before] = [60, 5];

/** Switched off before its incident began: until it is switched on again. Without its event, or its execution, that may be at any time. */
function bySwitch(change: Change, limit: number, facts: Facts): number[] {
  const { player, at } = change;
  const { weather = {}, jitter = 0 } = facts.story;
  const slow = 20 * jitter + 2 * (weather.machineClocks ?? 0) + (weather.lateTimers ?? 0);
  const since = at.getTime() - before * 1000;
  const looked = isDisturbed(facts) || facts.broken ? limit : at.getTime() + (admitted + slow) * 1000;
  if (!modesIn(player, since, looked, facts).has('off')) return [];
  const on = facts.done.findLast(
    ({ done, does, player: whose }) =>
      done && whose === player && (does === 'auto' || does === 'clear' || does === 'watch'),
  );
  const isOn = on && !modesIn(player, on.to + 1, facts.end, facts).has('off');
  const { restoredAt, dead, removedAt = Number.POSITIVE_INFINITY } = facts;
  // What the reconciler was still to find when its runbook was removed has nobody who would.
  const untilRemoved = (since: number) =>
    removedAt <= since + revived + untilFound(change) * 1000 ? Number.POSITIVE_INFINITY : since;
  // Whoever is to find it may be dead by then.
  const isUnseen = dead && on && on.to <= dead.until && on.to + untilFound(change) * 1000 >= dead.from;
  if (isOn) return [untilRemoved(Math.max(on.to, at.getTime(), isUnseen ? dead.until : 0))];
  const isRestored =
    restoredAt !== undefined && !modesIn(player, restoredAt + 1, facts.end, facts).has('off');
  return [isRestored ? Math.max(restoredAt, at.getTime()) : Number.POSITIVE_INFINITY];
}

/** What happens may be dated a little before the change that it is about, in milliseconds. */
export const beforeMilliseconds = 15_000;

/** Whether somebody took it over, or stopped its execution in the console, by then. */
function isPeoples(change: Change, limit: number, facts: Facts): boolean {
  const { player, at } = change;
  const { done, stopped, about } = facts;
  const began = outageOf(change, outagesOf(facts))?.from ?? at.getTime();
  const took = done.some(
    (one) =>
      one.does === 'take' &&
      one.done &&
      // Who has an outage has all of it, and nothing of the next one.
      (one.player === player || sharesTarget(one.player, player)) &&
      // It is taken at some moment of the command, which may hang afterwards, and theirs for a time that counts from its beginning.
      one.from <= limit &&
      one.from + takenFor + beforeMilliseconds >= at.getTime() &&
      one.to >= began - beforeMilliseconds,
  );
  const pressed = stopped.some(
    (one) =>
      one.at >= at.getTime() &&
      one.at <= limit &&
      one.executions.some((execution) => about(execution).player === player),
  );
  return took || pressed;
}

/**
 * Nobody promised to look after an alarm whose runbook was removed. What was on record before the engine died has its deadline
 * armed, which needs no engine; anything else is made good when the engine lives again, whatever its deadline was.
 */
function byEngine(change: Change, facts: Facts): number[] {
  const { removedAt, dead } = facts;
  const moment = change.at.getTime();
  const pageBy = change.player.runbook.page.pageBySeconds * 1000;
  const isDead = dead !== undefined && moment <= dead.until && !isArmed(change, facts);
  // What the reconciler was still to find when its runbook was removed has nobody who would. While it is dead it finds nothing.
  const from = isDead && isDisturbed(facts) ? Math.max(moment, dead.until) : moment;
  const unseen = revived + (isDisturbed(facts) ? untilFound(change) * 1000 : 0);
  return [
    ...(removedAt !== undefined && from >= removedAt - unseen ? [Number.POSITIVE_INFINITY] : []),
    ...(isDead ? [Math.max(moment, dead.until + revived - pageBy)] : []),
  ];
}

/** Whether its deadline was armed when the engine died, and will fire. */
function isArmed(change: Change, facts: Facts): boolean {
  const { dead, records, about, struck, story, restoredAt } = facts;
  // For a watched alarm that pages by itself none is armed: its page has gone out.
  const moment = change.at.getTime();
  const isWatched = modesIn(change.player, moment, moment + revived, facts).has('watch');
  if (isWatched && change.player.part.given === 'pages by itself') return false;
  const isRefused = struck.some(({ call }) => call.command === 'CreateSchedule');
  if (isRefused || story.weather?.schedules === 'never' || restoredAt !== undefined) return false;
  return [...(dead?.known ?? [])].some((id) => {
    const { incident } = records.get(id) ?? {};
    // What ended as suppressed has none any more.
    return incident && incident.verdict !== 'suppressed' && about(incident.execution).change === change;
  });
}
