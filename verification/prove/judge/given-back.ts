import type { Facts } from '../facts.ts';
import { type Done, takenFor } from '../people.ts';
import type { Change } from '../stage.ts';
import { mayShareTarget, outageOf, outagesOf } from './outages.ts';
import { clock, type Rule } from './rule.ts';

/** The sweeper's minute, and its own calls; and the next minutes, where a call may have failed, in seconds. */
const [rungWithin, againWithin] = [130, 125];

/** Whoever took over has it for a time; what still fires then is rung again. Only where nothing else is taken. */
export const givenBack: Rule = {
  name: 'what a person had is rung again',
  counter: 'silent',
  broken: (facts) => {
    const { rings, changes, end } = facts;
    const [took, ...more] = facts.done.filter(({ does, done }) => does === 'take' && done);
    if (!took || took.isInPart || more.length > 0 || isForgotten(facts)) return [];
    // It is theirs since some moment of the command, by a clock that may be off.
    const off = 2_000 + 2_000 * (facts.story.weather?.machineClocks ?? 0);
    const [until, latest] = [took.from + takenFor - off, took.to + takenFor + lateBy(facts) * 1000];
    const { arn, alarm, part } = took.player;
    const last = changes.findLast((change) => change.arn === arn && change.at.getTime() <= latest);
    const fires = last?.state === 'ALARM' && last.at.getTime() < took.from && part.given === undefined;
    if (!fires || latest > end) return [];
    // Who has an alarm has all of its outage, and is rung with the page of that: not of a later one.
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

/** Changes of the alarms that the page of what was taken stands for: its own, and those that its lines name. */
function ofOutage({ incident = '', player, to }: Done, facts: Facts): Change[] {
  const { changes, records, about, rings, notices, done } = facts;
  const head = records.get(incident)?.incident?.partOf ?? incident;
  const first = about(records.get(head)?.incident?.execution ?? '').player ?? player;
  const lines = [...rings, ...notices].filter((one) => one.incident === head && one.at <= to);
  // What else was in ALARM stands there, too.
  const named = lines.flatMap(({ names }) => names).filter((one) => mayShareTarget(first, one, done));
  return changes.filter((one) => [player, first, ...named].includes(one.player));
}

/** By how much later than the end of that time a person may be rung, in seconds. */
function lateBy({ story, faulted }: Facts): number {
  const { weather = {}, jitter = 0 } = story;
  const { lateSchedules = 0, lateTimers = 0, machineClocks = 0, eventClock = 0, indexLag = 0 } = weather;
  const late = lateSchedules + lateTimers + 10 * jitter + 2 * machineClocks + eventClock + indexLag;
  return rungWithin + (faulted ? againWithin : 0) + late;
}

/** Whether nobody may know any more what a person has. */
const isForgotten = ({ dead, restoredAt, removedAt }: Facts): boolean =>
  dead !== undefined || restoredAt !== undefined || removedAt !== undefined;
