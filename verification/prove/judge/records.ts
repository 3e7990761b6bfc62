import type { Incident } from '#core/incident/records';
import { isCarriedOut } from '#testing/world/failures';
import { describedLate } from '../describe.ts';
import type { Facts } from '../facts.ts';
import { type Change, calmBefore } from '../stage.ts';
import { clockToleranceSeconds } from './clocks.ts';
import { wasOk } from './outages.ts';
import { isOfWatches } from './pages.ts';
import { isQuietWithin } from './quiet.ts';
import { clock, type Rule } from './rule.ts';
import { beforeMilliseconds } from './their-time.ts';

/** How far apart a path's acceptance of a page and the record of it may be, in either order by their clocks, in seconds. */
const recordSeconds = 5;

interface Known {
  readonly id: string;
  readonly incident: Incident;
  readonly change: Change;
  /** When its verdict was written, by a clock that may be off (epoch milliseconds). */
  readonly verdictAt: number;
  /** How far off clocks may be (milliseconds). */
  readonly off: number;
}

/** A rule about each incident: what the engine says about it is what really happened. */
const truth = (name: string, said: (known: Known, facts: Facts) => string[]): Rule => ({
  name,
  counter: 'lied',
  broken: (facts) =>
    [...facts.records].flatMap(([id, { incident }]) => {
      const change = incident && facts.about(incident.execution).change;
      if (!incident || !change || incident.byHand) return [];
      const { machineClocks = 0, eventClock = 0 } = facts.story.weather ?? {};
      const off = (2 * machineClocks + eventClock) * 1000;
      return said({ id, incident, change, verdictAt: Date.parse(incident.verdictAt ?? ''), off }, facts);
    }),
});

/** If an incident ended as `suppressed`, something in the world suppressed it. */
export const suppressed = truth(
  'suppressed has a cause',
  ({ id, incident, change, verdictAt, off }, facts) =>
    incident.verdict === 'suppressed' &&
    !isQuietWithin(change, Math.min(change.at.getTime(), verdictAt) - off, verdictAt + off, facts)
      ? [`Incident ${id} of ${change.name} ended as suppressed, and nothing in the world suppressed it.`]
      : [],
);

/** A recovery was real: the alarm was OK, for as long as OK has to hold. */
export const recovered = truth('a recovery was one', (known, facts) => {
  const { id, incident, change, verdictAt, off } = known;
  const { verdict, answer } = incident;
  if (verdict !== 'healed' && verdict !== 'self-recovered') return [];
  const who = `Incident ${id} ended as ${verdict}`;
  // An incident that the reconciler opened may be about an earlier change than the one it is matched to.
  const from = Math.min(change.at.getTime() + 1, Date.parse(incident.openedAt));
  if (isUnordered(change, off, facts)) return [];
  // A verdict is dated when the reading it rests on begins; slow calls may still see what changed a moment later.
  const until = verdictAt + off + 2_000 * (facts.story.jitter ?? 0);
  if (!wasOk(change.arn, from, until, facts.changes)) return [`${who}, and its alarm was never OK.`];
  const { given, healsAt, again = [] } = change.player.part;
  const isAlone = again.some((when) => {
    const healed = facts.begun + (when - calmBefore) * 1000;
    return healed >= change.at.getTime() && healed <= verdictAt;
  });
  const isSilent = facts.deeds.some(
    (deed) =>
      deed.incident === id &&
      deed.step === healsAt &&
      deed.workFailedAt === undefined &&
      !facts.struck.some(({ call, failure }) => call === deed.call && !isCarriedOut(failure)),
  );
  if (given === 'quiet death' && isSilent && !isAlone && verdict === 'healed')
    return [`${who}, and its service reports nothing any more.`];
  if (answer !== 'act' && answer !== 'join') return [];
  return heldWhenAsked(known, facts) ? [] : [`${who}, and its alarm had not been OK for long enough.`];
});

/** Whether the alarm was OK, and had been for as long as it has to hold, when a stage that writes the verdict read it. */
function heldWhenAsked({ id, change, off }: Known, { calls, changes }: Facts): boolean {
  const asked = calls.filter(({ command, by }) => {
    const { ask, incident } = (by?.payload ?? {}) as { ask?: string; incident?: string };
    return command === 'DescribeAlarms' && /^(confirm-held|look-again)$/.test(ask ?? '') && incident === id;
  });
  const { holdForSeconds } = change.player.runbook.recovered;
  const its = changes.filter(({ arn }) => arn === change.arn);
  // CloudWatch's description may be this old.
  const old = change.player.part.given === 'late description' ? describedLate * 1000 : 0;
  return asked.some(({ at }) => {
    const moment = Date.parse(at) - old;
    // A change in that very millisecond may not be visible yet.
    const last = its.findLast((one) => one.at.getTime() < moment);
    const since = last?.at.getTime() ?? 0;
    return (
      last?.state === 'OK' && since <= moment - (holdForSeconds - clockToleranceSeconds) * 1000 + off + old
    );
  });
}

/**
 * If the record says that somebody was told, somebody was. An incident that belongs to another one's outage gets a line on that
 * page. It counts as told once Lambda has accepted the line, which comes a while later, or is lost with the function that was to
 * send it.
 */
export const told = truth('told means told', ({ id, incident, change, off }, facts) => {
  const { verdict, toldAt, synthetic, partOf } = incident;
  if (!toldAt || synthetic) return [];
  if (verdict === 'escalated' && partOf) {
    return isKnownOf(partOf, Date.parse(toldAt) + off, facts)
      ? []
      : [`Incident ${id} is on record as told with incident ${partOf}, which nobody was told of.`];
  }
  const by = Date.parse(toldAt) + recordSeconds * 1000 + off;
  // A page that hung while the table was restored is noted on whatever record there is by the time it goes out.
  const mayRing = verdict === 'escalated' || facts.restoredAt !== undefined;
  const messages = mayRing ? [...facts.rings, ...facts.notices] : facts.notices;
  const isAbout = ({ at, names, isForAll }: Facts['rings'][number]) =>
    at <= by &&
    at >= change.at.getTime() - off - recordSeconds * 1000 &&
    (isForAll || names.includes(change.player));
  return messages.some(isAbout) || isListedLater(change, by, facts)
    ? []
    : [
        `Incident ${id} is on record as told at ${clock(Date.parse(toldAt))}, and no message by then names ${change.name}.`,
      ];
});

/**
 * Whether the notice of a watched mass failure lists an alarm, and by then its sender had been refused, had been held up, or had
 * died with the engine. It is sent later.
 */
const isListedLater = ({ player }: Change, by: number, { notices, struck, dead }: Facts): boolean =>
  notices.some(({ names, message, incident = 'none' }) => {
    if (!isOfWatches.test(message.subject) || !names.includes(player)) return false;
    const isIts = ({ input, by: sender }: Facts['calls'][number]) =>
      isOfWatches.test(String(input['Subject'])) || JSON.stringify(sender?.payload ?? '').includes(incident);
    const isLate = struck.some(({ call }) => Date.parse(call.at) <= by && isIts(call));
    return isLate || (dead !== undefined && dead.from <= by);
  });

/** Whether a person had been rung for an incident by then, or had taken its alarm over. */
function isKnownOf(head: string, by: number, { rings, done, records, about }: Facts): boolean {
  const player = about(records.get(head)?.incident?.execution ?? '').player;
  return (
    rings.some(
      (ring) => ring.at <= by && (ring.incident === head || ring.isForAll || isUnseen(ring, player)),
    ) ||
    // The person has it before the command has said so on the page.
    done.some((one) => one.does === 'take' && one.done && one.from <= by && one.player === player)
  );
}

/** Whether a page names an alarm but no incident, as the state machine's own page does. */
const isUnseen = (
  { incident, names }: Facts['rings'][number],
  player: Change['player'] | undefined,
): boolean => incident === undefined && player !== undefined && names.includes(player);

/** An incident that is on record as escalated was told to a person by the end of the story. */
export const escalated = truth('an escalation is told', ({ id, incident, change, verdictAt }, facts) => {
  const { verdict, takenOver, partOf } = incident;
  if (verdict !== 'escalated' || takenOver || verdictAt + 400_000 > facts.end) return [];
  // Nothing is promised for what a runbook still had to say when it was removed.
  const { removedAt = Number.POSITIVE_INFINITY } = facts;
  if (verdictAt > removedAt - 60_000) return [];
  const since = change.at.getTime() - beforeMilliseconds;
  const all = [...facts.rings, ...facts.notices].filter(({ at }) => at >= since);
  // Its line is sent once Lambda gets to it. If that failed, the page that it belongs on has at least rung.
  if (partOf && facts.faulted && isKnownOf(partOf, facts.end, facts)) return [];
  return all.some(({ names, isForAll }) => isForAll || names.includes(change.player))
    ? []
    : [`Incident ${id} was escalated, and no message names ${change.name}.`];
});

/** An incident has at most one verdict. */
export const oneVerdict: Rule = {
  name: 'one verdict',
  counter: 'lied',
  broken: ({ records }) =>
    [...records].flatMap(([id, { timeline }]) => {
      const lines = timeline.filter(({ text }) =>
        /^(healed|self-recovered|escalated|suppressed): /.test(text),
      );
      return lines.length > 1 ? [`Incident ${id} has ${lines.length} verdicts.`] : [];
    }),
};

export const attempts: Rule = {
  name: 'what is on record was done, and what was done is on record',
  counter: 'lied',
  broken: ({ records, deeds, restoredAt }) => {
    const unrecorded = deeds.flatMap(({ incident, step, begunAt }) => {
      // A restored table has no record of attempts that were made, or under way, before it.
      if (restoredAt !== undefined && begunAt <= restoredAt) return [];
      const attempt = records.get(incident)?.attempts.find((one) => one.step === step);
      return attempt && attempt.state !== 'never-started'
        ? []
        : [`Step ${step} of incident ${incident} acted, and is not on record.`];
    });
    const invented = [...records].flatMap(([id, record]) =>
      record.attempts.flatMap(({ step, state }) =>
        state === 'acted' && !deeds.some((deed) => deed.incident === id && deed.step === step)
          ? [`Step ${step} of incident ${id} is on record as done, and nothing was sent.`]
          : [],
      ),
    );
    return [...unrecorded, ...invented];
  },
};

/** Longest time from asking whether an execution is alive to the end of the execution that asked, in seconds. */
const askedBefore = 60;

/** An execution that ends as a duplicate leaves the alarm to another one, which has to be alive or to have a verdict. */
export const abandoned: Rule = {
  name: 'a duplicate has somebody to leave it to',
  counter: 'silent',
  broken: ({ endings, records, stopped, story, restoredAt = 0 }) =>
    endings.flatMap(({ output, states }) => {
      const { answer, incident: id = '' } = (output ?? {}) as { answer?: string; incident?: string };
      const incident = answer === 'duplicate' ? records.get(id)?.incident : undefined;
      const at = Date.parse(states.at(-1)?.at ?? '');
      const asked = at - askedBefore * 1000;
      // The verdict is dated by the clock of the machine that wrote it.
      const off = 1_000 * (story.weather?.machineClocks ?? 0);
      const ended = Date.parse(incident?.verdictAt ?? '9999-01-01') - off;
      // In a restored table, what is on record about the incident is newer than this duplicate.
      if (!incident || asked <= restoredAt || ended <= at) return [];
      const holder = endings.find(({ arn }) => arn === incident.execution);
      const died = Date.parse(holder?.endedAt ?? '9999-01-01');
      if (stopped.some(({ executions }) => executions.includes(incident.execution))) return [];
      return died < asked ? [`Incident ${id} was left to an execution that had died without a verdict.`] : [];
    }),
};

/**
 * Whether an alarm was OK so shortly before its change that this can't be told from an OK after it, because events have a clock
 * of their own or the alarm is described late.
 */
function isUnordered({ player, arn, at }: Change, off: number, { changes, story }: Facts): boolean {
  const { eventClock = 0 } = story.weather ?? {};
  const isLate = player.part.given === 'late description';
  const doubt = isLate ? clockToleranceSeconds * 1000 + off : 2_000 * eventClock;
  const isWithin = (moment: number) => moment >= at.getTime() - doubt && moment < at.getTime();
  return changes.some((one) => one.arn === arn && one.state === 'OK' && isWithin(one.at.getTime()));
}
