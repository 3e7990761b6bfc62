import type { Facts, Ring } from '../facts.ts';
import { takenFor } from '../people.ts';
import { calmBefore } from '../stage.ts';
import { isRedriven } from './leaked.ts';
import { mayShareTarget, toSee } from './outages.ts';
import { clock, type Rule } from './rule.ts';

/**
 * The deadline may only be taken back once a path has accepted the page. Where that happens within so many seconds of the
 * deadline itself, it can fire in between, above all with slow calls.
 */
const takingBackSeconds = 10;

/** Where nothing failed, a page has one copy. */
export const oneCopy: Rule = {
  name: 'one copy',
  counter: 'doublePaged',
  broken: (facts) => {
    if (facts.faulted || facts.story.weather?.schedules === 'twice') return [];
    return [...Map.groupBy(facts.rings, ({ key }) => key)].flatMap(([, copies]) => {
      const rung = withoutCrossing(copies.filter((one) => !one.isMassFailure && !isGivenBack(one, facts)));
      return rung.length > 1
        ? [`Incident ${rung[0]?.incident} was paged ${rung.length} times, and nothing had failed.`]
        : [];
    });
  },
};

const isGivenBack = ({ at, incident, names }: Ring, { done, notices }: Facts): boolean => {
  // Whoever has an alarm of an outage has all that its page and its lines name.
  const lines = notices.filter((line) => line.incident === incident && line.at <= at);
  const known = [...names, ...lines.flatMap((line) => line.names)];
  return done.some(
    (one) =>
      one.does === 'take' &&
      one.done &&
      at >= one.from + takenFor &&
      (one.incident === incident ||
        known.some((named) => named === one.player || mayShareTarget(named, one.player, done))),
  );
};

/** The copies but for that of a deadline that crossed with another one. Only schedules set no key as an attribute. */
const withoutCrossing = (copies: readonly Ring[]): Ring[] =>
  copies.filter((copy) => {
    const isDeadline = copy.message.deduplicationKey === undefined;
    const crossed = copies.some(
      (other) => other !== copy && Math.abs(other.at - copy.at) <= takingBackSeconds * 1000,
    );
    return !(isDeadline && crossed);
  });

/** From an alarm's OK to the end of its hold, with slow calls, in seconds. */
const toBelieve = 30;

/** Nobody is asked to take over what has recovered, and held: unless something failed, or the event of it came late. */
export const needless: Rule = {
  name: 'no page for what has recovered',
  counter: 'doublePaged',
  broken: (facts) => {
    const { story, changes, faulted } = facts;
    const { weather = {}, jitter = 0, lag = 0 } = story;
    if (faulted || story.happenings.some((one) => 'event' in one) || weather.late) return [];
    const believed = toBelieve + 20 * jitter + lag + (weather.lateTimers ?? 0) + (weather.machineClocks ?? 0);
    return facts.rings.flatMap(({ at, names, isForAll, isMassFailure, incident }) => {
      if (isForAll || isMassFailure || names.length === 0) return [];
      const allHeld = names.every(({ arn, runbook, part }) => {
        const last = changes.findLast((change) => change.arn === arn && change.at.getTime() <= at);
        const held = runbook.recovered.holdForSeconds + believed;
        return (
          last?.state === 'OK' &&
          part.given !== 'quiet death' &&
          part.given !== 'late description' &&
          at - last.at.getTime() > held * 1000
        );
      });
      return allHeld ? [`Incident ${incident} was paged at ${clock(at)}, long after its alarm was OK.`] : [];
    });
  },
};

/** A page that is on its way while a person takes over still rings, in milliseconds. */
const onItsWay = 1_000;

/** Whoever took an incident over, or stopped its execution in the console, is not asked to take it over. */
export const whoHasItIsLeftAlone: Rule = {
  name: 'whoever has it is not rung',
  counter: 'doublePaged',
  broken: (facts) => {
    const { rings, done, stopped, records, struck, story, dead, restoredAt, removedAt } = facts;
    const isDisturbed = story.happenings.some((one) => 'event' in one) || story.weather !== undefined;
    if (struck.length > 0 || isDisturbed || dead || restoredAt !== undefined) return [];
    // The removal of a runbook ends its executions as Stop does: what was stopped by then may be nobody's.
    if (removedAt !== undefined && stopped.length > 0) return [];
    return rings.flatMap((ring) => {
      const { incident: id = '', at } = ring;
      if (isGivenBack(ring, facts)) return [];
      const execution = records.get(id)?.incident?.execution ?? '';
      const took = done.find((one) => one.does === 'take' && one.done && one.incident === id)?.to;
      // Whoever pressed Redrive after Stop has given it back.
      const pressed = isRedriven(story)
        ? undefined
        : stopped.find(({ executions }) => executions.includes(execution))?.at;
      const since = Math.min(took ?? Number.POSITIVE_INFINITY, pressed ?? Number.POSITIVE_INFINITY);
      return at > since + onItsWay + 5_000 * (story.jitter ?? 0)
        ? [`Incident ${id} was paged after a person had taken it over.`]
        : [];
    });
  },
};

/** The share of the time until its page deadline after which a joiner's wait and hold are over: the rest is for the page. */
const waitShare = 0.6;

/** Whoever waits for another incident's fix waits for as long as its own alarm needs to see it. */
export const joinersWait: Rule = {
  name: 'a joiner waits for its own alarm',
  counter: 'doublePaged',
  broken: ({ rings, records, about, story, faulted, deeds, begun }) => {
    if (faulted || story.happenings.length > 0 || story.weather || (story.people ?? []).length > 0) return [];
    return rings.flatMap(({ at, incident: id = '' }) => {
      const { incident } = records.get(id) ?? {};
      const { player } = about(incident?.execution ?? '');
      if (incident?.answer !== 'join' || !player || player.service.isBroken) return [];
      const works = player.service.changes.findLast((one) => one.at.getTime() <= at);
      const fixed = deeds.some((deed) => deed.incident === incident.joined && deed.at <= at);
      const isTooSoon = works && !works.broken && at < works.at.getTime() + toSee(player);
      // What works again only afterwards, or whatever the holder does, was not fixed by it.
      const holder = records.get(incident.joined ?? '')?.incident;
      const isShared = player.part.healsWithOthers || about(holder?.execution ?? '').player === player;
      const isAlone = player.part.again?.some(
        (when) => works?.at.getTime() === begun + (when - calmBefore) * 1000,
      );
      const isByHolder =
        isShared && !isAlone && works && works.at.getTime() <= Date.parse(holder?.verdictAt ?? '');
      const { page, recovered } = player.runbook;
      const waits = (waitShare * page.pageBySeconds - recovered.holdForSeconds) * 1000;
      const hadTime =
        at < Math.min(Date.parse(incident.pageBy) - toSee(player), Date.parse(incident.since) + waits);
      return fixed && isByHolder && isTooSoon && hadTime
        ? [
            `Incident ${id} was paged at ${clock(at)}, before its alarm could see that its service works again.`,
          ]
        : [];
    });
  },
};

/** Where nothing at all goes wrong or takes long, and one of the steps helps, nobody has to be asked. */
export const couldHaveHealed: Rule = {
  name: 'no page for what a step heals',
  counter: 'doublePaged',
  broken: (facts) => {
    const { story, players, deeds, rings } = facts;
    const [player] = players;
    if (!player || !isPlain(story) || player.part.healsAt === 0) return [];
    // Work that has failed helps nobody.
    const helped = deeds.some(
      ({ step, dryRun, workFailedAt }) =>
        step === player.part.healsAt && !dryRun && workFailedAt === undefined,
    );
    // After a step whose work has failed, the next one begins anywhere in a period of the alarm, and may have too little time to be seen.
    const step = player.runbook.steps[player.part.healsAt - 1];
    const isShifted = deeds.some(({ workFailedAt }) => workFailedAt !== undefined);
    if (isShifted && (step?.verifyWithinSeconds ?? 0) * 1000 < toSee(player)) return [];
    return helped && rings.length > 0
      ? [
          `Incident ${rings[0]?.incident} was paged, though its step ${player.part.healsAt} helps and nothing had failed.`,
        ]
      : [];
  },
};

/** EventBridge delivers "at least once": an event that comes again is nothing that goes wrong. */
const isUsual = (one: Facts['story']['happenings'][number]): boolean =>
  ('event' in one && one.event === 'twice') || ('throwIn' in one && one.throwIn === 'second delivery');

function isPlain({ parts, happenings, people = [], weather, jitter, lag }: Facts['story']): boolean {
  const [part, ...more] = parts;
  const hasMore = more.length > 0 || !happenings.every(isUsual) || people.length > 0;
  return part !== undefined && !hasMore && !weather && !jitter && !lag && !part.given && !part.again;
}

/** The pages of a mass failure list each of its alarms once. */
export const listedOnce: Rule = {
  name: 'a mass failure lists an alarm once',
  counter: 'doublePaged',
  broken: ({ rings, changes, faulted }) => {
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
      // What the reconciler found late begins when it was found.
      return count > Math.max(1, fired)
        ? [`Pages of a mass failure list "${line.trim()}" ${count} times.`]
        : [];
    });
  },
};
