import type { Facts, Ring } from '../facts.ts';
import { takenFor } from '../people.ts';
import { calmBefore } from '../stage.ts';
import { isInDoubt } from './in-doubt.ts';
import { isRedriven } from './leaked.ts';
import { mayShareTarget, toSee, wasOk } from './outages.ts';
import { clock, type Rule } from './rule.ts';
import { isStruck, type Span, wasHeldUp } from './struck.ts';

/**
 * The deadline may be canceled only once a path has accepted the page. If that happens within this many seconds of the deadline
 * itself, the deadline can fire in between, above all with slow calls.
 */
const takingBackSeconds = 10;

/** A page has one copy, unless a call about it failed. */
export const oneCopy: Rule = {
  name: 'one copy',
  counter: 'doublePaged',
  broken: (facts) => {
    if (facts.broken || facts.story.weather?.schedules === 'twice') return [];
    return [...Map.groupBy(facts.rings, ({ key }) => key)].flatMap(([, copies]) => {
      const mayFail = copies.some(
        (one) =>
          isStruck(one.incident, facts, momentOf(one)) ||
          isStoppedUnheard(one.incident, facts) ||
          isUnremembered(one, facts),
      );
      if (mayFail) return [];
      const rung = withoutCrossing(copies.filter((one) => !one.isMassFailure && !isGivenBack(one, facts)));
      return rung.length > 1
        ? [`Incident ${rung[0]?.incident} was paged ${rung.length} times, and nothing had failed.`]
        : [];
    });
  },
};

const momentOf = ({ at }: Ring): Span => ({ from: at, to: at });

/**
 * Whether a page was sent without its incident, and either the mark that remembers it was lost or a process that had been frozen
 * armed the deadline only after the page.
 */
const isUnremembered = (ring: Ring, facts: Facts): boolean =>
  !facts.records.has(ring.incident ?? '') &&
  (isInDoubt(ring, facts.end, facts) || isArmedByFrozen(ring.incident, ring.at, facts));

/** Whether a process that had been frozen armed an incident's deadline, and at this moment or later. */
const isArmedByFrozen = (id: string | undefined, from: number, { calls, struck }: Facts): boolean =>
  calls.some(
    ({ command, input, at, by }) =>
      command === 'CreateSchedule' &&
      input['Name'] === id &&
      Date.parse(at) >= from &&
      struck.some(({ call, failure }) => call.by === by && failure.startsWith('freeze')),
  );

/**
 * Whether its execution was stopped, and the event of that may not have come in time. Then everything that rings for a dead
 * execution rings for this one.
 */
function isStoppedUnheard(id = '', { records, stopped, happened, story: { weather } }: Facts): boolean {
  const { execution = '' } = records.get(id)?.incident ?? {};
  const isUnheard = Boolean(weather?.late) || happened.some(({ at }) => at.startsWith('ENDED#'));
  return isUnheard && stopped.some(({ executions }) => executions.includes(execution));
}

/** Whether a page may be ringing because a person's time with what they took is up. */
export const isGivenBack = ({ at, incident, names }: Ring, { done, notices, story }: Facts): boolean => {
  const off = 2_000 * (story.weather?.machineClocks ?? 0);
  // A person who takes one alarm of an outage has all alarms that its page and its lines name.
  const lines = notices.filter((line) => line.incident === incident && line.at <= at);
  const known = [...names, ...lines.flatMap((line) => line.names)];
  return done.some(
    (one) =>
      one.does === 'take' &&
      one.done &&
      at >= one.from + takenFor - off &&
      (one.incident === incident ||
        known.some((named) => named === one.player || mayShareTarget(named, one.player, done))),
  );
};

/** All copies but a deadline's that crossed with another copy. Only schedules set no key as an attribute. */
const withoutCrossing = (copies: readonly Ring[]): Ring[] =>
  copies.filter((copy) => {
    const isDeadline = copy.message.deduplicationKey === undefined;
    const crossed = copies.some(
      (other) => other !== copy && Math.abs(other.at - copy.at) <= takingBackSeconds * 1000,
    );
    return !(isDeadline && crossed);
  });

/** How much longer than its hold it takes from an alarm's OK until the engine knows that it has recovered, in seconds. */
const toBelieve = 30;

/** How much later than others an event may come in weather that makes some late, in seconds. */
const lateAtMost = 60;

/** Nobody is paged about an alarm that has recovered and held OK, unless a call or an event about it failed or was held up. */
export const needless: Rule = {
  name: 'no page for what has recovered',
  counter: 'doublePaged',
  broken: (facts) => {
    const { story, changes, broken, records } = facts;
    const { weather = {}, jitter = 0, lag = 0 } = story;
    if (broken) return [];
    const { lateTimers = 0, machineClocks = 0, late } = weather;
    // Calls that take effect one at a time have to wait for each other.
    const slow = 20 * jitter + (story.order === undefined ? 0 : 5);
    const believed = toBelieve + slow + lag + lateTimers + machineClocks + (late ? lateAtMost : 0);
    return facts.rings.flatMap((ring) => {
      const { at, names, isForAll, isMassFailure, incident } = ring;
      if (isForAll || isMassFailure || names.length === 0) return [];
      if (isStruck(incident, facts, momentOf(ring)) || wasHeldUp(names, facts)) return [];
      // It may die before it opens the incident, and then nobody takes the deadline back.
      if (!records.has(incident ?? '') && isArmedByFrozen(incident, 0, facts)) return [];
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

/** How long a page that was already on its way may still ring after a person took over, in milliseconds. */
const onItsWay = 1_000;

/** Once a person has taken an incident over, or stopped its execution in the console, nobody is paged for it. */
export const whoHasItIsLeftAlone: Rule = {
  name: 'whoever has it is not rung',
  counter: 'doublePaged',
  broken: (facts) => {
    const { rings, done, stopped, records, happened, story, dead, restoredAt, removedAt } = facts;
    const { weather = {}, jitter = 0 } = story;
    if (weather.account || dead || restoredAt !== undefined) return [];
    // Removing a runbook ends its executions just as Stop does, so what a person stopped may count as nobody's.
    if (removedAt !== undefined && stopped.length > 0) return [];
    const late = onItsWay + 5_000 * jitter + 2_000 * (weather.machineClocks ?? 0);
    return rings.flatMap((ring) => {
      const { incident: id = '', at } = ring;
      if (isGivenBack(ring, facts) || isStruck(id, facts, momentOf(ring))) return [];
      const execution = records.get(id)?.incident?.execution ?? '';
      const took = done.find((one) => one.does === 'take' && one.done && one.incident === id)?.to;
      // A person who pressed Redrive after Stop has given it back.
      const pressed =
        isRedriven(happened) || isStoppedUnheard(id, facts) || isPagedSince(execution, facts)
          ? undefined
          : stopped.find(({ executions }) => executions.includes(execution))?.at;
      const since = Math.min(took ?? Number.POSITIVE_INFINITY, pressed ?? Number.POSITIVE_INFINITY);
      return at > since + late ? [`Incident ${id} was paged after a person had taken it over.`] : [];
    });
  },
};

/**
 * Whether the page stage was running when Stop was pressed, or began at the same moment. It then runs to its end and does not
 * learn of the Stop.
 */
const isPagedSince = (execution: string, { stopped, calls }: Facts): boolean =>
  stopped.some(({ at, executions }) => {
    const asks = ({ by }: Facts['calls'][number]) =>
      /^PageFunctionArn/.test(by?.function ?? '') &&
      (by?.payload as { execution?: string } | undefined)?.execution === execution;
    return executions.includes(execution) && calls.some((call) => asks(call) && Date.parse(call.at) >= at);
  });

/** The share of the time until its page deadline that a joiner has for its wait and hold; the rest is for the page. */
const waitShare = 0.6;

/** An incident that waits for another one's fix waits as long as its own alarm needs to show it. */
export const joinersWait: Rule = {
  name: 'a joiner waits for its own alarm',
  counter: 'doublePaged',
  broken: ({ rings, records, about, story, happened, faulted, deeds, changes, begun }) => {
    if (faulted || happened.length > 0 || story.weather || (story.people ?? []).length > 0) return [];
    return rings.flatMap(({ at, incident: id = '' }) => {
      const { incident } = records.get(id) ?? {};
      const { player } = about(incident?.execution ?? '');
      if (incident?.answer !== 'join' || !player || player.service.isBroken) return [];
      const works = player.service.changes.findLast((one) => one.at.getTime() <= at);
      const fixed = deeds.some((deed) => deed.incident === incident.joined && deed.at <= at);
      const isTooSoon = works && !works.broken && at < works.at.getTime() + toSee(player);
      // The holder did not fix a service that worked again only after its verdict, by itself, or after another incident's deed.
      const holder = records.get(incident.joined ?? '')?.incident;
      const verdictAt = Date.parse(holder?.verdictAt ?? '');
      const last = works && deeds.findLast((deed) => deed.at <= works.at.getTime());
      const isAlone = player.part.again?.some(
        (when) => works?.at.getTime() === begun + (when - calmBefore) * 1000,
      );
      const isByHolder =
        last?.incident === incident.joined &&
        !isAlone &&
        works &&
        works.at.getTime() <= verdictAt &&
        // If the holder's service no longer reports anything, nobody knows whether it was fixed.
        about(holder?.execution ?? '').player?.part.given !== 'quiet death' &&
        // The wait counts from the OK of the holder's alarm. One from before the fix, or after the verdict, says nothing of it.
        changes.some(
          ({ arn, state, at: since }) =>
            arn === holder?.alarm.arn &&
            state === 'OK' &&
            since.getTime() >= (last?.at ?? 0) &&
            since.getTime() <= verdictAt,
        );
      // An OK of its own alarm ends the wait; if that does not hold, a person is asked.
      if (wasOk(player.arn, Date.parse(incident.since) + 1, at, changes)) return [];
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
