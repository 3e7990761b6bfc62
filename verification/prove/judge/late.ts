import { overAt } from '../drills.ts';
import type { Facts, Ring } from '../facts.ts';
import type { Change } from '../stage.ts';
import { type Outage, outageOf, outagesOf, wasOk } from './outages.ts';
import { isDisturbed, quietUntil, untilFound } from './quiet.ts';
import { clock, type Rule } from './rule.ts';
import { heldUp } from './struck.ts';
import { beforeMilliseconds, putOff, wasTaken } from './their-time.ts';

/** The sweeper runs every minute; it and the schedule take a few seconds themselves. */
const sweeperSeconds = 65;
/** From an outage's page to the line that adds another alarm to it, in seconds. */
const untilLine = 60;

/** From the end of an alarm's hold until the engine has read that it held, in milliseconds. */
const toReadMilliseconds = 2_000;

/** If an alarm was not OK again by its deadline, a person was told by then. */
export const late: Rule = {
  name: 'told in time',
  counter: 'silent',
  broken: (facts) => {
    const outages = outagesOf(facts);
    return facts.changes.flatMap((change) => {
      if (change.state !== 'ALARM') return [];
      const limit = limitOf(change, facts);
      if (limit > facts.end || wasOk(change.arn, change.at.getTime(), limit, facts.changes)) return [];
      const outage = outageOf(change, outages);
      const fires = `${change.name} went to ALARM at ${clock(change.at.getTime())} and was not OK again by its deadline`;
      if (!isTold(change, outage, limit, facts)) return [`${fires}, and nobody was told by ${clock(limit)}.`];
      return isNamed(change, outage, limit, facts)
        ? []
        : [`${fires}, and no message named it soon after ${clock(limit)}.`];
    });
  },
};

/** The latest moment by which a person has to be told of a change; Infinity if nobody has to be told. */
export function limitOf(change: Change, facts: Facts): number {
  const { page } = change.player.runbook;
  const { weather = {}, jitter = 0 } = facts.story;
  const at = change.at.getTime();
  const slack = sweeperSeconds + (weather.lateSchedules ?? 0) + (weather.lateTimers ?? 0) + 10 * jitter;
  const { machineClocks = 0, eventClock = 0, indexLag = 0 } = weather;
  const limit = at + (page.pageBySeconds + slack + 2 * machineClocks + eventClock + indexLag) * 1000;
  const found = untilFound(change) + slack;
  const byReconciler = isDisturbed(change, facts) ? at + found * 1000 : 0;
  // Nobody has to hear of a drill before it is over. After that only functions can tell, so a dead engine delays it.
  const over = overAt(change, facts);
  const told = over > 0 ? Math.max(over, facts.dead?.until ?? 0) : 0;
  const own = Math.max(limit, byReconciler, told + (slack + 2 * machineClocks + indexLag) * 1000);
  const first = putOff(change, own, facts);
  const quiet = quietUntil(change, first, facts);
  // If the tags can't be read, only its event says which runbook adopts the alarm: without it, nobody can find out.
  const isUnknown = quiet !== undefined || heldUp(facts).includes(change);
  if (change.player.part.given === 'unreadable tags' && isUnknown) return Number.POSITIVE_INFINITY;
  if (quiet === undefined) return first;
  const anew = (since: number) => putOff(change, since + (found + page.pageBySeconds) * 1000, facts);
  const again = anew(quiet);
  // Once it is found again, it has a new deadline, and a person may take it over or switch it off before that.
  const later = quietUntil(change, again, facts) ?? quiet;
  return later > quiet ? anew(later) : again;
}

function isTold(change: Change, outage: Outage | undefined, limit: number, facts: Facts): boolean {
  const { player } = change;
  const from = beginOf(change, outage, facts);
  const siblings = outage?.players ?? [player];
  const isAbout = ({ names, isForAll }: Ring) => isForAll || names.some((named) => siblings.includes(named));
  const inTime = ({ at }: Ring) => at >= from && at <= limit;
  if (facts.rings.some((ring) => inTime(ring) && isAbout(ring))) return true;
  // An alarm that pages by itself, if only watched, is reported to its owner instead. (Its mode is not checked here.)
  const isReported = player.part.given === 'pages by itself';
  // In its drill a runbook plans in any mode, so an alarm that outlasts the drill may be a line on the page of what it plans on.
  const isLine = ({ message: { subject } }: Ring) => player.part.drill && !subject.startsWith('DRILL');
  return facts.notices.some(
    (ring) => inTime(ring) && ring.names.includes(player) && (isReported || isLine(ring)),
  );
}

/**
 * The earliest moment at which a message may be about a change's outage. If another outage ended just before, then by some clock
 * it may not have ended yet: its messages count, too, and so do those of one that ended just before that, if events'
 * moments differ by that much. So does a message since the alarm was last OK, or from during that OK if it did not hold.
 */
function beginOf({ player, at, arn }: Change, outage: Outage | undefined, facts: Facts): number {
  const { eventClock = 0 } = facts.story.weather ?? {};
  let [began, slack] = [outage?.from ?? at.getTime(), beforeMilliseconds];
  for (const { players, from, to } of outagesOf(facts).toReversed())
    if (players.includes(player) && to <= began && to >= began - slack)
      [began, slack] = [from, eventClock * 1000 - 1];
  const its = facts.changes.filter((one) => one.arn === arn);
  const surelyHeld = player.runbook.recovered.holdForSeconds * 1000 + toReadMilliseconds;
  const leftOkBefore = (moment: number) => {
    const past = its.filter((one) => one.at.getTime() <= moment).map((one) => [one.state, +one.at] as const);
    const last = past.findLastIndex(([state]) => state === 'OK');
    const [okAt, leftAt = moment] = [past[last]?.[1] ?? 0, past[last + 1]?.[1]];
    return leftAt - okAt < surelyHeld ? okAt : leftAt;
  };
  return Math.min(leftOkBefore(began), leftOkBefore(at.getTime())) - beforeMilliseconds;
}

/**
 * Whether a message names the alarm itself, or stands for all alarms, within `untilLine` of the deadline. Checked only if all
 * of its events came in time and nothing kept the alarm quiet.
 */
function isNamed(change: Change, outage: Outage | undefined, limit: number, facts: Facts): boolean {
  const { player } = change;
  const by = limit + untilLine * 1000;
  // A line on another alarm's page may be lost if a call of the function that sends it failed.
  const isLost = facts.struck.some(({ call }) =>
    /\bresolve$/.test(call.by?.function ?? String(call.input['FunctionName'])),
  );
  if (
    facts.broken ||
    isLost ||
    isDisturbed(change, facts) ||
    player.part.given === 'unreadable tags' ||
    by > facts.end
  )
    return true;
  if (
    quietUntil(change, by, facts) !== undefined ||
    wasTaken(change, by, facts) ||
    wasOk(change.arn, change.at.getTime(), by, facts.changes)
  )
    return true;
  const from = beginOf(change, outage, facts);
  return [...facts.rings, ...facts.notices].some(
    ({ at, names, isForAll }) => at >= from && at <= by && (isForAll || names.includes(player)),
  );
}

/**
 * Every event of a change to ALARM that ended up in the dead-letter queue was paged, as otherwise nobody may have heard of it.
 * The exception is an alarm that has an incident by then.
 */
export const undelivered: Rule = {
  name: 'dead letters are read',
  counter: 'silent',
  broken: ({
    happened,
    changes,
    rings,
    dead,
    about,
    endings,
    records,
    removedAt = Number.POSITIVE_INFINITY,
  }) => {
    const alarms = changes.filter(({ state }) => state === 'ALARM');
    // If a story plans two things for one event, the first one happens.
    const first = new Map(happened.toReversed().map((one) => [one.at, 'event' in one ? one.event : '']));
    return [...first].flatMap(([at, event]) => {
      const [kind, number] = at.split('#');
      const change = kind === 'ALARM' ? alarms[Number(number) - 1] : undefined;
      // Once the runbook is removed, no rule matches the event, so nothing can fail to be delivered.
      if (event !== 'undeliverable' || !change || dead || change.at.getTime() >= removedAt) return [];
      const isAbout = ({ at: rung, names, isForAll }: Ring) =>
        (isForAll || names.includes(change.player)) && rung >= change.at.getTime() - beforeMilliseconds;
      // An execution handled this change or a later one of the same alarm, or an incident was opened since.
      const isFound =
        endings.some(({ arn }) => {
          const { player, change: its } = about(arn);
          return player === change.player && its !== undefined && its.at >= change.at;
        }) ||
        [...records.values()].some(
          ({ incident }) =>
            incident?.alarm.arn === change.arn && Date.parse(incident.openedAt) >= change.at.getTime(),
        );
      return isFound || rings.some(isAbout)
        ? []
        : [`The event of ${change.name} could not be delivered, and no page names it.`];
    });
  },
};
