import type { Incident } from '#core/incident/records';
import type { Deed } from '../deeds.ts';
import type { Facts, Ring } from '../facts.ts';
import { takenFor } from '../people.ts';
import { clockToleranceSeconds } from './clocks.ts';
import { limitOf } from './late.ts';
import { type Outage, outagesOf } from './outages.ts';
import { clock, type Rule } from './rule.ts';
import { heldUp, isStruck } from './struck.ts';

/** Longest time from the end of a hold to the notice, in seconds; the sweeper makes up for what died in between. */
const toldWithin = 180;
/** How long Lambda takes to deliver an OK event again that its function failed on, twice, in seconds; then comes the hold. */
const askedAgain = 180;
/** How long a reading of the alarm, with its calls, may take, in milliseconds. */
const briefly = 60_000;

/** If an alarm recovers after a step has acted, its owner hears of it. */
export const recoveries: Rule = {
  name: 'the owner hears of a recovery',
  counter: 'silent',
  broken: (facts) => {
    if (facts.dead || facts.removedAt !== undefined || facts.restoredAt !== undefined) return [];
    if (facts.story.weather?.late) return [];
    const outages = outagesOf(facts);
    return outages.flatMap(({ players, from, to }) => {
      const next = outages.find((other) => other.players === players && other.from >= to);
      const until = next?.from ?? Number.POSITIVE_INFINITY;
      // If the next outage begins while the end of the hold is being checked, the check finds that OK did not hold.
      return until < to + briefly || to + toldWithin * 1000 > facts.end
        ? []
        : untold({ players, from, to }, until, facts);
    });
  },
};

function untold({ players, from, to }: Outage, until: number, facts: Facts): string[] {
  const isIts = ({ at, names }: Ring) => at >= from && names.some((named) => players.includes(named));
  const acting = facts.deeds.filter(
    ({ at, player, byHand }) => !byHand && player && players.includes(player) && at >= from && at < to,
  );
  const [deed] = acting;
  if (!deed?.player) return [];
  const due = toldBy(deed.player, from, to);
  const by = Math.max(due, diesUnheard(deed, due, facts));
  if (by > facts.end) return [];
  if (facts.rings.some((ring) => isIts(ring) && ring.at <= by) || isKnown(players, from, by, facts))
    return [];
  // If a call failed or the event of the OK was held up, the engine looks later, perhaps when the next outage has begun.
  const late = toldWithin + askedAgain + deed.player.runbook.recovered.holdForSeconds;
  if (until < to + late * 1000 && isStruck(deed.incident, facts, { from: to, to: until })) return [];
  if (heldUp(facts).some(({ state, player }) => state === 'OK' && players.includes(player))) return [];
  // An incident that began in an outage before tells of its fix, also when that comes late.
  const isByActing = ({ incident }: Ring) => acting.some((one) => one.incident === incident);
  const heard = facts.notices.some(
    (notice) =>
      isIts(notice) &&
      notice.at > deed.at &&
      (notice.at < until || isOf(notice, { from, to }, facts) || isByActing(notice)) &&
      !/\/approval-\d+$/.test(notice.key),
  );
  return heard
    ? []
    : [`${deed.player.alarm.name} recovered by ${clock(to)} after a step had acted, and nobody was told.`];
}

/**
 * Whether a message is about an incident of this outage. A notice that failed at the outage's end is sent by the deadline, when
 * the next outage may be on.
 */
function isOf({ incident = '' }: Ring, { from, to }: Pick<Outage, 'from' | 'to'>, facts: Facts): boolean {
  const { execution = '' } = facts.records.get(incident)?.incident ?? {};
  const moment = facts.about(execution).change?.at.getTime() ?? 0;
  return moment >= from && moment < to;
}

/** Whether a person took one of these alarms over, switched it off or stopped its execution, and so knows of it. */
const isKnown = (
  players: Facts['players'],
  from: number,
  by: number,
  { done, stopped, about }: Facts,
): boolean =>
  done.some(
    (one) =>
      (one.does === 'take' || one.does === 'off') &&
      (one.forAll || players.includes(one.player)) &&
      one.from <= by &&
      one.to >= from - takenFor,
  ) ||
  stopped.some(
    ({ at, executions }) =>
      at >= from &&
      at <= by &&
      executions.some((execution) => players.some((player) => player === about(execution).player)),
  );

/**
 * By when somebody has to be told. A service that no longer reports anything has not recovered, whatever its alarm says, so its
 * page has until the deadline.
 */
function toldBy({ part, runbook }: Facts['players'][number], from: number, to: number): number {
  const recovered = to + toldWithin * 1000;
  return part.given === 'quiet death'
    ? Math.max(recovered, from + runbook.page.pageBySeconds * 1000)
    : recovered;
}

/** If an execution died and the event of that was held up or failed, nobody knows until its deadline. @returns that, or 0 */
function diesUnheard({ execution, change }: Deed, due: number, facts: Facts): number {
  const isUnheard =
    facts.happened.some((one) => 'event' in one && one.event !== 'twice' && one.at.startsWith('ENDED#')) ||
    facts.struck.some(({ call: { by } }) => by?.function === 'execution-ended');
  const ended = facts.endings.find(({ arn, status }) => arn === execution && status !== 'SUCCEEDED')?.endedAt;
  // An execution that was redriven has ended again, later, so its first death counts.
  const died =
    facts.died.find(({ executions }) => executions.includes(execution))?.at ?? Date.parse(ended ?? '');
  return isUnheard && died <= due && change ? limitOf(change, facts) : 0;
}

/** Longest time from a verdict to its page, with slow channels, in milliseconds. */
const verdictBefore = 60_000;

/** Longest time from the reading that found an alarm OK until its page is closed, in seconds. */
const closedAfter = 90;

/** A page is closed only when OK has held for its alarm. The hold may begin before the page, which can be late. */
export const closed: Rule = {
  name: 'a page is closed only when its alarm has recovered',
  counter: 'lied',
  broken: (facts) =>
    [...facts.records].flatMap(([id, { incident }]) => {
      if (!incident?.resolvedAt) return [];
      const resolved = Date.parse(incident.resolvedAt);
      const { weather = {}, jitter = 0, lag = 0 } = facts.story;
      const { machineClocks = 0, eventClock = 0, indexLag = 0 } = weather;
      const slack = 2_000 + 2_000 * machineClocks + 1_000 * eventClock;
      // A page that a frozen process sends after the closing says nothing about the page that was closed.
      const ring = facts.rings.find((one) => one.incident === id && one.at <= resolved + slack);
      const rung = ring?.at ?? Date.parse(incident.since);
      // The OK from before the alarm's own change to ALARM says nothing.
      const fired = facts.about(incident.execution).change?.at.getTime() ?? 0;
      const from = Math.max(fired, rung - verdictBefore - slack);
      const player = facts.players.find(({ arn }) => arn === incident.alarm.arn);
      // The hold that counts is the runbook's, not the one on the incident's record.
      const { andMetric, holdForSeconds = 0 } = player?.runbook.recovered ?? {};
      if (andMetric)
        return [`The page of incident ${id} was closed by the alarm alone, and a second metric has a say.`];
      const held = (holdForSeconds - clockToleranceSeconds) * 1000 - slack;
      const its = facts.changes.filter(({ arn }) => arn === incident.alarm.arn);
      const hasHeld = its.some(({ state, at }, index) => {
        const to = Math.min(its[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY, resolved + slack);
        return state === 'OK' && to >= from && to - at.getTime() >= held;
      });
      const last = its.findLast(({ at }) => at.getTime() <= resolved);
      const looked = resolved - (closedAfter + 30 * jitter + lag + 2 * machineClocks + indexLag) * 1000;
      // If closing the page failed, it is closed later, when the next outage may be on.
      if (
        last?.state === 'ALARM' &&
        last.at.getTime() < looked &&
        !isStruck(id, facts, { from: looked, to: resolved })
      )
        return [
          `The page of incident ${id} was closed, and its alarm fired since ${clock(last.at.getTime())}.`,
        ];
      return hasHeld
        ? []
        : [`The page of incident ${id} was closed, and its alarm was not OK for long enough after it.`];
    }),
};

/** Longest time from the end of an outage until the sweeper has seen it and its pages are closed, in seconds. */
const closedWithin = 180;

/**
 * Once an outage has ended, its pages are closed. Checked only if none of its calls failed, and in stories in which nothing
 * broke, no execution was stopped, no alarm was made anew, and nobody took anything over.
 */
export const closesInTime: Rule = {
  name: 'a page is closed once its alarm has recovered',
  counter: 'lied',
  broken: (facts) => {
    const { weather = {}, jitter = 0, lag = 0 } = facts.story;
    const { indexLag = 0, machineClocks = 0, lateTimers = 0 } = weather;
    const slack = closedWithin + 30 * jitter + indexLag + 2 * machineClocks + lag + lateTimers;
    const isNobodys = facts.done.every(({ does }) => does !== 'take');
    if (facts.broken || facts.stopped.length > 0 || facts.remadeAt !== undefined || !isNobodys) return [];
    return outagesOf(facts)
      .filter((outage) => outage.to + slack * 1000 <= facts.end && isOver(outage, slack, facts))
      .flatMap((outage) =>
        headsOf(outage, facts)
          .filter(
            ({ id, resolvedAt }) =>
              !resolvedAt && !isStruck(id, facts, { from: outage.to, to: outage.to + slack * 1000 }),
          )
          .map(
            ({ id }) => `The page of incident ${id} is open, and its outage ended at ${clock(outage.to)}.`,
          ),
      );
  },
};

/** Whether the alarms of an outage stay OK until its end must be known, and nothing but these alarms decides. */
const isOver = ({ players, to }: Outage, slack: number, { changes }: Facts): boolean =>
  players.every(({ part, runbook }) => !part.given && !runbook.recovered.andMetric) &&
  !changes.some(
    ({ player, state, at }) =>
      state !== 'OK' &&
      players.includes(player) &&
      at.getTime() >= to - 1_000 &&
      at.getTime() <= to + slack * 1000,
  );

/** Incidents of an outage with a page of their own, sent before the last hold of OK began. */
const headsOf = ({ players, from, to }: Outage, { records, rings, about }: Facts): Incident[] =>
  [...records].flatMap(([id, { incident }]) => {
    const player = incident && about(incident.execution).player;
    if (!player || !players.includes(player)) return [];
    const { verdict, partOf, byHand, takenOver } = incident;
    const rung = rings.find((ring) => ring.incident === id && !ring.isMassFailure)?.at ?? to;
    const isHead = verdict === 'escalated' && !partOf && !byHand && !takenOver;
    return isHead && rung >= from && rung < to - player.runbook.recovered.holdForSeconds * 1000
      ? [incident]
      : [];
  });
