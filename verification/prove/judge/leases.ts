import type { Reason } from '#core/reasons/reason';
import { describedLate } from '../describe.ts';
import type { Facts } from '../facts.ts';
import { leaseIn, leaseTerms, type Turn, turnsOf, untilTold } from '../leases.ts';
import type { Player } from '../stage.ts';
import { wasIn } from './outages.ts';
import type { Rule } from './rule.ts';
import { isTaken } from './taken.ts';

/** What slow calls, differing clocks, late schedules and a lagging index may add until a person is told, in seconds. */
const slack = ({ story: { weather = {}, jitter = 0 } }: Facts): number =>
  20 * jitter + 2 * (weather.machineClocks ?? 0) + (weather.lateSchedules ?? 0) + (weather.indexLag ?? 0);

const revivedAt = ({ dead, story }: Facts): number =>
  story.weather?.schedules === 'never' ? (dead?.until ?? 0) : 0;

const turns = ({ calls, struck }: Facts): Turn[] => turnsOf(calls, struck).filter(({ done }) => done);

/** When a colleague deployed the feature's flags (epoch milliseconds). */
const strangersIn = ({ story, begun }: Facts): number[] =>
  (story.strangers ?? []).map((at) => begun + at * 1000);

/** Rule 16: a temporary change is taken back by the time it is due, or a person is told. */
export const leasesEnd: Rule = {
  name: 'a lease ends, or somebody is told',
  counter: 'silent',
  broken: (facts) => {
    const all = turns(facts);
    // A restored table has no leases from before it. If schedules never fire either, nobody can know of them.
    const { restoredAt = 0, story } = facts;
    const isForgotten = ({ begunAt }: Turn) => begunAt <= restoredAt && story.weather?.schedules === 'never';
    return all
      .filter((turn) => turn.to === 'off' && !isForgotten(turn))
      .flatMap(({ call, at, incident, step }) => {
        const { player } = facts.deeds.find((deed) => deed.call === call) ?? {};
        const { lease } = player?.runbook.steps[step - 1] ?? {};
        const atMost = lease?.atMostSeconds ?? leaseTerms.atMost;
        const spoken = (untilTold + slack(facts)) * 1000;
        // If schedules never fire, only the engine can tell a person, once it is alive again.
        const due = Math.max(at + atMost * 1000, revivedAt(facts)) + spoken;
        const isBack = all.some((one) => one.to === 'on' && one.at > at && one.at <= due);
        const told = facts.leaseMessages.some((one) => leaseIn(one.key) === incident && one.at <= due);
        return facts.end < due || isBack || told
          ? []
          : [`What incident ${incident} turned off stayed off after its time, and nobody was told.`];
      });
  },
};

/** Nobody else's change is undone: the engine turns on only what it turned off itself, and only if nobody has deployed since. */
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

/** Longest time from a worker's reading to its call, in seconds: its timeout. */
const window = 32;

/**
 * Whether an alarm was never OK from a worker's reading to its call.
 * @param from the worker had to read it after this (epoch milliseconds). @default - once it began
 */
function firedOn({ arn, part }: Player, turn: Turn, facts: Facts, from = turn.begunAt): boolean {
  // The worker reads the alarm itself, so only a late description, or its own clock, can show it a wrong state.
  const late = part.given === 'late description' ? describedLate : 0;
  const lag = Math.max(late, facts.story.lag ?? 0) + 2 * (facts.story.weather?.machineClocks ?? 0);
  const since = Math.max(from, turn.begunAt, turn.at - window * 1000) - lag * 1000;
  return !wasIn('OK', arn, since, turn.at, facts.changes);
}

const playerOf = (incident: string, facts: Facts): Player | undefined => {
  const execution = facts.records.get(incident)?.incident?.execution;
  return execution === undefined ? undefined : facts.about(execution).player;
};

/** A change is not taken back while the alarm that it was made for is on. */
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

/** Whether an incident was told that a change stays for as long as its alarm fires. */
const isCounted = ({ facts }: Reason): boolean =>
  String((facts as { readonly state?: string }).state).startsWith('which is not restored before this alarm');

/** A change is not taken back while another alarm is on whose incident wanted it, too, and was told that it is already made. */
export const allAreCounted: Rule = {
  name: 'a second switch-off is counted',
  counter: 'harmful',
  broken: (facts) => {
    const all = turns(facts);
    return all.flatMap((turn, index) => {
      if (turn.to !== 'on') return [];
      const off = all.slice(0, index).findLast(({ to }) => to === 'off')?.at ?? 0;
      return [...facts.records.values()].flatMap(({ incident, attempts }) => {
        // Unless it was told that its alarm counts, an incident that asked once the restore had begun is not waited for.
        const wanted = attempts.filter(
          ({ reason, at }) =>
            reason?.code === 'leased' &&
            Date.parse(at) >= off &&
            Date.parse(at) < (isCounted(reason) ? turn.at : turn.begunAt),
        );
        const asked = Math.max(...wanted.map(({ at }) => Date.parse(at)));
        // A person who runs the step by hand is told that it is already off, and is not waited for.
        const player =
          wanted.length > 0 && incident && !incident.byHand
            ? facts.about(incident.execution).player
            : undefined;
        return player && firedOn(player, turn, facts, asked)
          ? [
              `It was turned on while ${player.alarm.name} was on, whose incident ${incident?.id} needed it off.`,
            ]
          : [];
      });
    });
  },
};

/** A change is not taken back on a target that a person has, who may be at work there. */
export const notWhatAPersonHas: Rule = {
  name: 'nothing is restored on what a person has',
  counter: 'harmful',
  broken: (facts) => {
    const all = turns(facts);
    return all.flatMap((turn, index) => {
      const off = all.slice(0, index).findLast(({ to }) => to === 'off');
      const deed = facts.deeds.find(({ call }) => call === off?.call);
      if (turn.to !== 'on' || !deed) return [];
      const { at, begunAt } = turn;
      // Whoever took the incident itself has it for as long as any other target, so it counts as another one's.
      return isTaken({ ...deed, incident: '', at, begunAt, admittedAt: begunAt }, facts)
        ? [`What incident ${turn.incident} had turned off was turned on while a person had it.`]
        : [];
    });
  },
};
