import type { Rule } from './rule.ts';

/** The subject of the one notice about alarms that were only watched in a mass failure. */
export const isOfWatches = / alarms in a mass failure$/;

/** The first alarm that a message names is the one whose incident it shows. */
export const pagesNameTheirAlarm: Rule = {
  name: 'a page names its alarm',
  counter: 'lied',
  broken: (facts) =>
    [...facts.rings, ...facts.notices].flatMap((ring) => {
      const { incident: id = '', first, names, isForAll, isMassFailure, message } = ring;
      const execution = facts.records.get(id)?.incident?.execution;
      const player = execution === undefined ? undefined : facts.about(execution).player;
      const isByHand = facts.records.get(id)?.incident?.byHand !== undefined;
      // The one notice about a watched mass failure lists many alarms, in any order.
      const isListed = isOfWatches.test(message.subject) && player && names.includes(player);
      if (!player || isForAll || isMassFailure || isByHand || first === player || isListed) return [];
      return [
        `A message about incident ${id} of ${player.alarm.name} names ${first?.alarm.name ?? 'no alarm'}.`,
      ];
    }),
};

/** A person who is paged has to know which alarm to look at. */
export const pagesNameAnAlarm: Rule = {
  name: 'a page names an alarm',
  counter: 'lied',
  broken: ({ rings }) =>
    rings.flatMap(({ names, isForAll, isMassFailure, message: { body } }) =>
      names.length > 0 || isForAll || isMassFailure
        ? []
        : [`A page names no alarm: ${body.slice(0, body.indexOf('\n'))}`],
    ),
};
