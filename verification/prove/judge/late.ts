import { overAt } from '../drills.ts';
import type { Facts, Ring } from '../facts.ts';
import type { Change } from '../stage.ts';
import { type Outage, outageOf, outagesOf, wasOk } from './outages.ts';
import { beforeMilliseconds, isDisturbed, quietUntil, untilFound } from './quiet.ts';
import { clock, type Rule } from './rule.ts';

/** The sweeper comes every minute; it and the schedule take some seconds themselves. */
const sweeperSeconds = 65;
/** From the page of an outage to its line about another alarm, in seconds. */
const untilLine = 60;

/** Every alarm that is not OK by its deadline was told to a person by then. */
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

/** By when a person has to be told of a change at the latest; Infinity: nobody has to be. */
export function limitOf(change: Change, facts: Facts): number {
  const { page } = change.player.runbook;
  const { weather = {}, jitter = 0 } = facts.story;
  const at = change.at.getTime();
  const slack = sweeperSeconds + (weather.lateSchedules ?? 0) + (weather.lateTimers ?? 0) + 10 * jitter;
  const { machineClocks = 0, eventClock = 0, indexLag = 0 } = weather;
  const limit = at + (page.pageBySeconds + slack + 2 * machineClocks + eventClock + indexLag) * 1000;
  const found = untilFound(change) + slack;
  const byReconciler = isDisturbed(facts) ? at + found * 1000 : 0;
  // Of a drill nobody has to hear before it is over, and then only functions can tell.
  const over = overAt(change, facts);
  const told = over > 0 ? Math.max(over, facts.dead?.until ?? 0) : 0;
  const first = Math.max(limit, byReconciler, told + (slack + 2 * machineClocks + indexLag) * 1000);
  const quiet = quietUntil(change, first, facts);
  // Whose alarm it is, nobody can find out who is not told by an event.
  if (change.player.part.given === 'unreadable tags' && (quiet !== undefined || byReconciler > 0))
    return Number.POSITIVE_INFINITY;
  if (quiet === undefined) return first;
  const again = quiet + (found + page.pageBySeconds) * 1000;
  // Found again, it has a deadline of its own, before which a person may take it over, or switch it off.
  const later = quietUntil(change, again, facts) ?? quiet;
  return later > quiet ? later + (found + page.pageBySeconds) * 1000 : again;
}

function isTold(change: Change, outage: Outage | undefined, limit: number, facts: Facts): boolean {
  const { player } = change;
  const from = beginOf(change, outage, facts);
  const siblings = outage?.players ?? [player];
  const isAbout = ({ names, isForAll }: Ring) => isForAll || names.some((named) => siblings.includes(named));
  const inTime = ({ at }: Ring) => at >= from && at <= limit;
  if (facts.rings.some((ring) => inTime(ring) && isAbout(ring))) return true;
  // A watched alarm that pages by itself is reported to its owner instead.
  const isReported = player.part.given === 'pages by itself';
  return isReported && facts.notices.some((ring) => inTime(ring) && ring.names.includes(player));
}

/** From when on what is told may be about the outage of a change: one that ended in the very moment in which it began may not have ended by every clock. */
function beginOf({ player, at }: Change, outage: Outage | undefined, facts: Facts): number {
  const began = outage?.from ?? at.getTime();
  const before = outagesOf(facts).find(
    ({ players, to }) => players.includes(player) && to <= began && to >= began - beforeMilliseconds,
  );
  return (before?.from ?? began) - beforeMilliseconds;
}

/** Whether a message names the alarm itself, or stands for all, soon after the deadline: where all events came in time, and nothing was quiet. */
function isNamed(change: Change, outage: Outage | undefined, limit: number, facts: Facts): boolean {
  const { player } = change;
  const by = limit + untilLine * 1000;
  // The line on another alarm's page is lost with the function that was to send it.
  const isLost = facts.struck.some(({ call }) =>
    /\bresolve$/.test(call.by?.function ?? String(call.input['FunctionName'])),
  );
  if (
    facts.broken ||
    isLost ||
    isDisturbed(facts) ||
    player.part.given === 'unreadable tags' ||
    by > facts.end
  )
    return true;
  if (
    quietUntil(change, by, facts) !== undefined ||
    wasOk(change.arn, change.at.getTime(), by, facts.changes)
  )
    return true;
  const from = beginOf(change, outage, facts);
  return [...facts.rings, ...facts.notices].some(
    ({ at, names, isForAll }) => at >= from && at <= by && (isForAll || names.includes(player)),
  );
}

/**
 * Every event of a change to ALARM that ended in the dead-letter queue was paged: nobody may have heard of it. But for one
 * whose alarm has an incident by then.
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
    // Of two things that are to become of one event, the first does.
    const first = new Map(happened.toReversed().map((one) => [one.at, 'event' in one ? one.event : '']));
    return [...first].flatMap(([at, event]) => {
      const [kind, number] = at.split('#');
      const change = kind === 'ALARM' ? alarms[Number(number) - 1] : undefined;
      // What no rule matches any more has no event that could be undeliverable.
      if (event !== 'undeliverable' || !change || dead || change.at.getTime() >= removedAt) return [];
      const isAbout = ({ at: rung, names, isForAll }: Ring) =>
        (isForAll || names.includes(change.player)) && rung >= change.at.getTime() - beforeMilliseconds;
      // Or a later change of the same alarm, since when it has its incident, or one that was opened since.
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
