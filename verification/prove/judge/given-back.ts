import type { Facts } from '../facts.ts';
import { type Done, takenFor } from '../people.ts';
import type { Change, Player } from '../stage.ts';
import { limitOf } from './late.ts';
import { mayShareTarget, type Outage, outageOf, outagesOf } from './outages.ts';
import { clock, type Rule } from './rule.ts';
import { isWith, rungAgainBy, takesIn } from './their-time.ts';

/**
 * A person who takes an alarm over has its outage for a limited time. If any alarm of it still fires after that, somebody is rung
 * again.
 */
export const givenBack: Rule = {
  name: 'what a person had is rung again',
  counter: 'silent',
  broken: (facts) =>
    takesIn(facts).flatMap((took) => {
      // Their time begins at some moment during the command, by a clock that may be off.
      const off = 2_000 + 2_000 * (facts.story.weather?.machineClocks ?? 0);
      const until = took.from + takenFor - off;
      const members = membersOf(took, until, facts);
      const outage = outageTaken(took, members, facts);
      if (!outage) return [];
      return members.flatMap((player) => {
        const fires = facts.changes.findLast(({ arn, at }) => arn === player.arn && at.getTime() <= until);
        if (fires?.state !== 'ALARM' || fires.at.getTime() >= outage.to || player.part.given) return [];
        const latest = latestFor(fires, took, facts);
        return latest > facts.end || changed(fires, latest, facts) || isRung(outage, until, latest, facts)
          ? []
          : [`${fires.name} fires on after a person had it until ${clock(until)}, and nobody was rung.`];
      });
    }),
};

/**
 * By when it rings. If the person takes it again, their time is prolonged. What fires only since they took it may ring at its
 * own deadline instead.
 */
function latestFor(fires: Change, took: Done, facts: Facts): number {
  let latest = rungAgainBy(took, facts);
  for (const one of takesIn(facts))
    if (one.from >= took.from && one.from <= latest && isWith(one, took.player, facts))
      latest = Math.max(latest, rungAgainBy(one, facts));
  return fires.at.getTime() < took.from ? latest : Math.max(latest, limitOf(fires, facts));
}

const changed = ({ arn, at }: Change, by: number, { changes }: Facts): boolean =>
  changes.some((one) => one.arn === arn && one.at > at && one.at.getTime() <= by);

const isRung = ({ players }: Outage, from: number, to: number, { rings }: Facts): boolean =>
  rings.some(
    ({ at, names, isForAll }) =>
      at >= from && at <= to && (isForAll || names.some((named) => players.includes(named))),
  );

/** A person has the outage of what they took, and that outage's page is the one that rings again, not a later one's. */
function outageTaken({ incident = '' }: Done, members: readonly Player[], facts: Facts): Outage | undefined {
  const { change } = facts.about(facts.records.get(incident)?.incident?.execution ?? '');
  const changes = facts.changes.filter(({ player }) => members.includes(player));
  return change && outageOf(change, outagesOf({ ...facts, changes }));
}

/** The alarms that the taken page stands for by a moment: what was taken, the page's own alarm, and those that its lines name. */
function membersOf({ incident = '', player }: Done, by: number, facts: Facts): Player[] {
  const { records, about, rings, notices, done } = facts;
  const head = records.get(incident)?.incident?.partOf ?? incident;
  const first = about(records.get(head)?.incident?.execution ?? '').player ?? player;
  const lines = [...rings, ...notices].filter((one) => one.incident === head && one.at <= by);
  // The page also lists unrelated alarms that were in ALARM: keep only those that may share a target.
  const named = lines.flatMap(({ names }) => names).filter((one) => mayShareTarget(first, one, done));
  return [...new Set([player, first, ...named])];
}
