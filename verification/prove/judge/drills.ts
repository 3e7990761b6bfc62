import { drillWith } from '../drills.ts';
import type { Facts } from '../facts.ts';
import { clock, type Rule } from './rule.ts';

/** In a drill, the runbook acts on the targets that the drill names, and on nothing else. */
export const onlyWhatItNames: Rule = {
  name: 'a drill acts only on what it names',
  counter: 'harmful',
  broken: ({ deeds, drills, restoredAt = 0 }) =>
    deeds.flatMap(({ change, targets, step, incident, byHand, at }) => {
      const its = change && !byHand ? drillWith(change, drills) : undefined;
      // A restored table no longer has the drill's mark.
      const drill = its && restoredAt >= its.from && restoredAt <= at ? undefined : its;
      const beyond = drill ? targets.filter((target) => !drill.targets.includes(target)) : [];
      return beyond.map((target) => `Step ${step} of incident ${incident} acted on ${target} in a drill.`);
    }),
};

/** In milliseconds: the service heals in the same second. Its alarm and people follow later, but are not checked here. */
const slack = 2_000;

/** A drill's fault is over by its end or its verdict, whichever comes first, whatever became of the person who began it. */
export const faultsEnd: Rule = {
  name: 'a drill leaves no fault behind',
  counter: 'leaked',
  broken: ({ drills, story, begun, end }: Facts) =>
    drills.flatMap(({ player, from, endsAt, endedAt }) => {
      const over = Math.min(endsAt, endedAt ?? endsAt) + slack;
      if (over > end) return [];
      // The story may break the service again by itself, which does not count against the drill.
      const again = (player.part.again ?? []).some(
        (at) => begun + at * 1000 >= from && begun + at * 1000 <= over,
      );
      const last = player.service.changes.findLast(({ at }) => at.getTime() <= over);
      return last?.broken && !again && story.parts.length > 0
        ? [`The service of ${player.alarm.name} was still broken by its drill at ${clock(over)}.`]
        : [];
    }),
};
