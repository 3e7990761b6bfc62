import { describedLate } from '../describe.ts';
import type { Facts } from '../facts.ts';
import { leaseIn, leaseTerms, type Turn, turnsOf, untilTold } from '../leases.ts';
import type { Player } from '../stage.ts';
import { wasIn } from './outages.ts';
import type { Rule } from './rule.ts';

/** What slow calls, clocks that differ and an index that lags may add until a person is told, in seconds. */
const slack = ({ story: { weather = {}, jitter = 0 } }: Facts): number =>
  20 * jitter + 2 * (weather.machineClocks ?? 0) + (weather.lateSchedules ?? 0) + (weather.indexLag ?? 0);

const revivedAt = ({ dead, story }: Facts): number =>
  story.weather?.schedules === 'never' ? (dead?.until ?? 0) : 0;

const turns = ({ calls, struck }: Facts): Turn[] => turnsOf(calls, struck).filter(({ done }) => done);

/** When a colleague deployed. */
const strangersIn = ({ story, begun }: Facts): number[] =>
  (story.strangers ?? []).map((at) => begun + at * 1000);

/** Rule 16: what is changed for a while is taken back by its time, or a person is told. */
export const leasesEnd: Rule = {
  name: 'a lease ends, or somebody is told',
  counter: 'silent',
  broken: (facts) => {
    const all = turns(facts);
    // With the table go the leases of what began before; where schedules never fire either, nobody can know of them.
    const { restoredAt = 0, story } = facts;
    const isForgotten = ({ begunAt }: Turn) => begunAt <= restoredAt && story.weather?.schedules === 'never';
    return all
      .filter((turn) => turn.to === 'off' && !isForgotten(turn))
      .flatMap(({ call, at, incident, step }) => {
        const { player } = facts.deeds.find((deed) => deed.call === call) ?? {};
        const { lease } = player?.runbook.steps[step - 1] ?? {};
        const atMost = lease?.atMostSeconds ?? leaseTerms.atMost;
        const spoken = (untilTold + slack(facts)) * 1000;
        // Where schedules never fire, only the engine can tell, once it lives again.
        const due = Math.max(at + atMost * 1000, revivedAt(facts)) + spoken;
        const isBack = all.some((one) => one.to === 'on' && one.at > at && one.at <= due);
        const told = facts.leaseMessages.some((one) => leaseIn(one.key) === incident && one.at <= due);
        return facts.end < due || isBack || told
          ? []
          : [`What incident ${incident} turned off stayed off after its time, and nobody was told.`];
      });
  },
};

/** Nobody's change is undone: what is turned on again is what the engine has turned off, and nobody has deployed since. */
export const nobodysChange: Rule = {
  name: 'nothing is restored over a stranger',
  counter: 'harmful',
  broken: (facts) => {
    const all = turns(facts);
    return all.flatMap((turn, index) => {
      if (turn.to !== 'on') return [];
      const last = all.slice(0, index).at(-1);
      const stranger = strangersIn(facts).findLast((at) => at < turn.begunAt);
      const isOurs = last?.to === 'off' && (stranger === undefined || stranger < last.at);
      return isOurs
        ? []
        : [`What incident ${turn.incident} had turned off was turned on over another change.`];
    });
  },
};

/** From what a worker has read until its call, at most, in seconds: its timeout. */
const window = 32;

/** Whether an alarm was in ALARM all the time from a worker's look until its call. */
function firedOn({ arn, part }: Player, turn: Turn, facts: Facts): boolean {
  // The worker reads the alarm itself: only a description that lags, or its own clock, shows it another state than it had.
  const late = part.given === 'late description' ? describedLate : 0;
  const lag = Math.max(late, facts.story.lag ?? 0) + 2 * (facts.story.weather?.machineClocks ?? 0);
  const since = Math.max(turn.begunAt, turn.at - window * 1000) - lag * 1000;
  return !wasIn('OK', arn, since, turn.at, facts.changes);
}

const playerOf = (incident: string, facts: Facts): Player | undefined => {
  const execution = facts.records.get(incident)?.incident?.execution;
  return execution === undefined ? undefined : facts.about(execution).player;
};

/** Nothing is taken back while the alarm is on that it was changed for. */
export const onlyWhenOk: Rule = {
  name: 'nothing is restored while its alarm is on',
  counter: 'harmful',
  broken: (facts) =>
    turns(facts).flatMap((turn) => {
      const player = turn.to === 'on' ? playerOf(turn.incident, facts) : undefined;
      return player && firedOn(player, turn, facts)
        ? [`What incident ${turn.incident} had turned off was turned on while ${player.alarm.name} was on.`]
        : [];
    }),
};

/** … nor while another alarm is on whose incident wanted the same and was told that it is off already. */
export const allAreCounted: Rule = {
  name: 'a second switch-off is counted',
  counter: 'harmful',
  broken: (facts) => {
    const all = turns(facts);
    return all.flatMap((turn, index) => {
      if (turn.to !== 'on') return [];
      const off = all.slice(0, index).findLast(({ to }) => to === 'off')?.at ?? 0;
      return [...facts.records.values()].flatMap(({ incident, attempts }) => {
        // One that found it just restored was told so, and is not waited for.
        const wanted = attempts.some(
          ({ reason, at }) =>
            reason?.code === 'leased' && Date.parse(at) >= off && Date.parse(at) < turn.begunAt,
        );
        // Who runs the step by hand is told that it is off already, and until when.
        const player =
          wanted && incident && !incident.byHand ? facts.about(incident.execution).player : undefined;
        return player && firedOn(player, turn, facts)
          ? [
              `It was turned on while ${player.alarm.name} was on, whose incident ${incident?.id} needed it off.`,
            ]
          : [];
      });
    });
  },
};
