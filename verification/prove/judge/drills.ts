import { drillWith } from '../drills.ts';
import type { Facts } from '../facts.ts';
import { clock, type Rule } from './rule.ts';

/** What a drill brings about touches what the drill names, and nothing else. */
export const onlyWhatItNames: Rule = {
  name: 'a drill acts only on what it names',
  counter: 'harmful',
  broken: ({ deeds, drills, restoredAt = 0 }) =>
    deeds.flatMap(({ change, targets, step, incident, byHand, at }) => {
      const its = change && !byHand ? drillWith(change, drills) : undefined;
      // With the table goes the mark of the drill.
      const drill = its && restoredAt >= its.from && restoredAt <= at ? undefined : its;
      const beyond = drill ? targets.filter((target) => !drill.targets.includes(target)) : [];
      return beyond.map((target) => `Step ${step} of incident ${incident} acted on ${target} in a drill.`);
    }),
};

/** The world heals in the same second; the alarm and people come later. */
const slack = 2_000;

/** The fault of a drill is over at its end, whatever has become of whoever began it, and before its verdict. */
export const faultsEnd: Rule = {
  name: 'a drill leaves no fault behind',
  counter: 'leaked',
  broken: ({ drills, story, begun, end }: Facts) =>
    drills.flatMap(({ player, from, endsAt, endedAt }) => {
      const over = Math.min(endsAt, endedAt ?? endsAt) + slack;
      if (over > end) return [];
      // What the story breaks is another matter.
      const again = (player.part.again ?? []).some(
        (at) => begun + at * 1000 >= from && begun + at * 1000 <= over,
      );
      const last = player.service.changes.findLast(({ at }) => at.getTime() <= over);
      return last?.broken && !again && story.parts.length > 0
        ? [`The service of ${player.alarm.name} was still broken by its drill at ${clock(over)}.`]
        : [];
    }),
};
