import type { Facts } from '../facts.ts';
import { type Done, takenFor } from '../people.ts';
import type { Change } from '../stage.ts';
import { mayShareTarget, outageOf, outagesOf } from './outages.ts';
import { clock, type Rule } from './rule.ts';

/** In seconds: for the sweeper's minute and its calls, and for its next minutes if a call may have failed. */
const [rungWithin, againWithin] = [130, 125];

/**
 * A person who takes an alarm over has it for a limited time. If it still fires after that, somebody is rung again. Checked only
 * if there was exactly one `take`, and all of it was done.
 */
export const givenBack: Rule = {
  name: 'what a person had is rung again',
  counter: 'silent',
  broken: (facts) => {
    const { rings, changes, end } = facts;
    const [took, ...more] = facts.done.filter(({ does, done }) => does === 'take' && done);
    if (!took || took.isInPart || more.length > 0 || isForgotten(facts)) return [];
    // Their time begins at some moment during the command, by a clock that may be off.
    const off = 2_000 + 2_000 * (facts.story.weather?.machineClocks ?? 0);
    const [until, latest] = [took.from + takenFor - off, took.to + takenFor + lateBy(facts) * 1000];
    const { arn, alarm, part } = took.player;
    const last = changes.findLast((change) => change.arn === arn && change.at.getTime() <= latest);
    const fires = last?.state === 'ALARM' && last.at.getTime() < took.from && part.given === undefined;
    if (!fires || latest > end) return [];
    // A person who takes an alarm has its whole outage, and that outage's page is the one that rings again, not a later one's.
    const execution = facts.records.get(took.incident ?? '')?.incident?.execution ?? '';
    const { change } = facts.about(execution);
    const outage = change && outageOf(change, outagesOf({ ...facts, changes: ofOutage(took, facts) }));
    if (!outage || last.at.getTime() >= outage.to) return [];
    const its = outage.players;
    const isRung = rings.some(
      ({ at, names, isForAll }) =>
        at >= until && at <= latest && (isForAll || names.some((named) => its.includes(named))),
    );
    return isRung
      ? []
      : [`${alarm.name} fires on after a person had it until ${clock(until)}, and nobody was rung.`];
  },
};

/** Changes of the alarms that the taken page stands for: its own alarm, and those that its lines name. */
function ofOutage({ incident = '', player, to }: Done, facts: Facts): Change[] {
  const { changes, records, about, rings, notices, done } = facts;
  const head = records.get(incident)?.incident?.partOf ?? incident;
  const first = about(records.get(head)?.incident?.execution ?? '').player ?? player;
  const lines = [...rings, ...notices].filter((one) => one.incident === head && one.at <= to);
  // The page also lists unrelated alarms that were in ALARM: keep only those that may share a target.
  const named = lines.flatMap(({ names }) => names).filter((one) => mayShareTarget(first, one, done));
  return changes.filter((one) => [player, first, ...named].includes(one.player));
}

/** How long after the end of that time the phone may ring, in seconds. */
function lateBy({ story, faulted }: Facts): number {
  const { weather = {}, jitter = 0 } = story;
  const { lateSchedules = 0, lateTimers = 0, machineClocks = 0, eventClock = 0, indexLag = 0 } = weather;
  const late = lateSchedules + lateTimers + 10 * jitter + 2 * machineClocks + eventClock + indexLag;
  return rungWithin + (faulted ? againWithin : 0) + late;
}

/** Whether the engine may have lost track of what a person has. */
const isForgotten = ({ dead, restoredAt, removedAt }: Facts): boolean =>
  dead !== undefined || restoredAt !== undefined || removedAt !== undefined;
