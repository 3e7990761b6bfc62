import type { Incident } from '#core/incident/records';
import { isDrilled } from '../drills.ts';
import type { Facts } from '../facts.ts';
import type { Player } from '../stage.ts';
import { isRedriven } from './leaked.ts';
import { isGivenBack } from './over-paged.ts';
import type { Rule } from './rule.ts';
import { isStruck } from './struck.ts';

/** From the reading of a mass failure's list until its page is accepted, in seconds, if calls are fast. */
const pagesWithin = 10;

/** An alarm that a person has taken is not listed in a page that comes later. */
export const listsWhatNobodyHas: Rule = {
  name: 'a mass failure lists what nobody has',
  counter: 'doublePaged',
  broken: (facts) => {
    const { rings, done, story, dead, restoredAt, broken } = facts;
    const { weather = {}, jitter = 0 } = story;
    if (weather.account || dead || restoredAt !== undefined || broken) return [];
    const late = (pagesWithin * (1 + jitter) + 2 * (weather.machineClocks ?? 0)) * 1000;
    return rings
      .filter((ring) => ring.isMassFailure && !isGivenBack(ring, facts))
      .flatMap(({ at, names }) =>
        names.flatMap((player) => {
          const { id = '' } = newestOf(player, at, facts) ?? {};
          const took = done.find((one) => one.does === 'take' && one.done && one.incident === id);
          return took && took.to < at - late && !isStruck(id, facts, { from: at, to: at })
            ? [`A mass failure's page listed incident ${id} after a person had taken it.`]
            : [];
        }),
      );
  },
};

const newestOf = (player: Player, at: number, { records, about }: Facts): Incident | undefined =>
  [...records.values()]
    .flatMap(({ incident }) => (incident && about(incident.execution).player === player ? [incident] : []))
    .filter((incident) => began(incident) <= at)
    .sort((one, other) => began(one) - began(other))
    .at(-1);

/** The share of the window that is sure to be counted: each counter covers a fifth of it, so the oldest may drop out early. */
const surely = 3 / 5;

/** From Admit's reading of its clock to the count, with slow calls, in milliseconds. */
const slack = 5_000;

/**
 * Of the incidents that begin within one window, no more than the limit ring by themselves: all others go on the page of the mass
 * failure. Checked only for incidents without a failed call, and only in stories in which nothing broke, no lock was lost, nobody
 * pressed Redrive, and the weather neither delayed events nor refused calls.
 */
export const massFailuresRingOnce: Rule = {
  name: 'a mass failure is one page',
  counter: 'doublePaged',
  broken: (facts) => {
    const { weather = {} } = facts.story;
    const { late, conflicts, throttles, machineClocks = 0 } = weather;
    if (facts.broken || facts.lockLostBy !== undefined || isRedriven(facts.happened)) return [];
    if (late || conflicts || throttles) return [];
    const off = slack + 2_000 * machineClocks;
    const counted = countedIn(facts);
    return counted.flatMap((last) => {
      const limit = limitOf(last, facts);
      if (!limit) return [];
      const since = began(last) - limit.withinSeconds * 1000 * surely + off;
      // Counting is atomic: of incidents with the same limit that come at the same moment, no more than that limit may ring.
      const isBefore = (one: Incident) =>
        began(one) <= began(last) - (limitOf(one, facts)?.incidents === limit.incidents ? 0 : off);
      const before = counted.filter((one) => one !== last && began(one) > since && isBefore(one));
      return before.length + 1 > limit.incidents
        ? [
            `Incident ${last.id} rang by itself after ${before.length} others within ${limit.withinSeconds} s, and its limit is ${limit.incidents}.`,
          ]
        : [];
    });
  },
};

const limitOf = ({ execution }: Incident, { about }: Facts) =>
  about(execution).player?.runbook.guards.massFailure;

const began = ({ openedAt }: Incident): number => Date.parse(openedAt);

/** Incidents that count toward a mass failure, rang by themselves, and had no failed call. */
const countedIn = (facts: Facts): Incident[] =>
  [...facts.records.values()].flatMap(({ incident }) => {
    if (!incident || incident.mode === 'watch' || isStruck(incident.id, facts)) return [];
    if (isDrilled(facts.about(incident.execution), facts)) return [];
    const counts = incident.answer === 'act' || incident.answer === 'page';
    const isRung = facts.rings.some(
      (ring) =>
        ring.incident === incident.id && !(ring.isMassFailure || ring.isForAll || isGivenBack(ring, facts)),
    );
    return counts && isRung ? [incident] : [];
  });

/** The pages of a mass failure list an alarm once for each time it fired. */
export const listedOnce: Rule = {
  name: 'a mass failure lists an alarm once',
  counter: 'doublePaged',
  broken: ({ rings, changes, calls, faulted }) => {
    if (faulted) return [];
    const lines = rings
      .filter(({ isMassFailure }) => isMassFailure)
      .flatMap(({ message: { body } }) => body.match(/^ *- .+ since \d\d:\d\d UTC/gm) ?? [])
      .map((line) => line.trim());
    return [...new Set(lines)].flatMap((line) => {
      const count = lines.filter((other) => other === line).length;
      const fired = changes.filter(
        ({ name, state, at }) =>
          state === 'ALARM' && line === `- ${name} since ${at.toISOString().slice(11, 16)} UTC`,
      ).length;
      // An alarm that the reconciler found late is listed with the moment it was found, which may match no change.
      const found = calls.filter(
        ({ by, command, input, at }) =>
          by?.function === 'reconcile' &&
          command === 'StartExecution' &&
          changes.some(
            ({ arn, name }) =>
              String(input['input']).includes(`"${arn}"`) &&
              line === `- ${name} since ${at.slice(11, 16)} UTC`,
          ),
      ).length;
      return count > Math.max(1, fired + found)
        ? [`Pages of a mass failure list "${line.trim()}" ${count} times.`]
        : [];
    });
  },
};
