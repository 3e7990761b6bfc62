import type { Facts } from '../facts.ts';
import { outagesOf } from './outages.ts';
import { clock, type Rule } from './rule.ts';

/** From the end of a hold to the notice, in seconds; the sweeper makes good what died in between. */
const toldWithin = 180;
/** What a look and its calls may take, in milliseconds. */
const briefly = 60_000;

/** The owner hears of what a step has healed. */
export const recoveries: Rule = {
  name: 'the owner hears of a recovery',
  counter: 'silent',
  broken: (facts) => {
    if (facts.dead || facts.removedAt !== undefined || facts.restoredAt !== undefined) return [];
    // An OK that comes late may find its alarm in the next outage.
    const { happenings, weather } = facts.story;
    if (weather?.late || happenings.some(({ at }) => at.startsWith('OK#'))) return [];
    const outages = outagesOf(facts);
    return outages.flatMap(({ players, from, to }) => {
      // Whoever looks at the end of a hold in which the next outage begins takes it for one that did not hold.
      const isBrief = outages.some(
        (other) => other.players === players && other.from >= to && other.from < to + briefly,
      );
      return isBrief || to + toldWithin * 1000 > facts.end ? [] : untold(players, from, to, facts);
    });
  },
};

function untold(players: Facts['players'], from: number, to: number, facts: Facts): string[] {
  const isIts = ({ at, names }: Facts['rings'][number]) =>
    at >= from && names.some((named) => players.includes(named));
  const acting = facts.deeds.filter(
    ({ at, player, byHand }) => !byHand && player && players.includes(player) && at >= from && at < to,
  );
  const [deed] = acting;
  if (!deed?.player) return [];
  if (facts.rings.some((ring) => ring.isStorm || (isIts(ring) && ring.at <= to + toldWithin * 1000)))
    return [];
  // Whoever took it over, or stopped it, knows.
  if (facts.stopped.length > 0 || facts.done.some(({ does }) => does === 'take' || does === 'off')) return [];
  const heard = facts.notices.some(
    (notice) => isIts(notice) && notice.at > deed.at && !/\/approval-\d+$/.test(notice.key),
  );
  return heard
    ? []
    : [`${deed.player.alarm.name} recovered by ${clock(to)} after a step had acted, and nobody was told.`];
}

/** From a verdict to its page, with slow channels, in milliseconds. */
const verdictBefore = 60_000;

/** A page is closed only when its alarm was OK after it was sent, and one that recovers is closed. */
export const closed: Rule = {
  name: 'a page is closed when its alarm recovers, and only then',
  counter: 'lied',
  broken: (facts) =>
    [...facts.records].flatMap(([id, { incident }]) => {
      if (!incident?.resolvedAt) return [];
      const resolved = Date.parse(incident.resolvedAt);
      const rung = facts.rings.find((ring) => ring.incident === id)?.at ?? Date.parse(incident.since);
      const slack = 2_000 + 2_000 * (facts.story.weather?.machineClocks ?? 0);
      const isClosed = facts.changes.some(
        ({ arn, state, at }) =>
          arn === incident.alarm.arn &&
          state === 'OK' &&
          at.getTime() >= rung - verdictBefore - slack &&
          at.getTime() <= resolved + slack,
      );
      if (incident.runbook.recovered.andMetric)
        return [`The page of incident ${id} was closed by the alarm alone, and a second metric has a say.`];
      return isClosed ? [] : [`The page of incident ${id} was closed, and its alarm was never OK after it.`];
    }),
};
