import type { Incident } from '#core/incident/records';
import { incidentPartition } from '#core/table/keys';
import type { Facts } from '../facts.ts';
import { toSee } from './outages.ts';
import type { Rule } from './rule.ts';
import { isStruck, wasHeldUp } from './struck.ts';

/** Locks, tokens and schedules that AWS still holds at the end; leases whose time is over count as given up. */
export const leftovers: Rule = {
  name: 'nothing is left',
  counter: 'leaked',
  broken: ({ leftBehind }) => leftBehind,
};

/** Nobody joins an incident that has ended by then: its fix was over before the wait for it began. */
export const waitsForNobody: Rule = {
  name: 'nobody joins what has ended',
  counter: 'leaked',
  broken: ({ records, written, restoredAt }) => {
    // What was written in a table that is gone says nothing of what is in the one from yesterday.
    if (restoredAt !== undefined) return [];
    const ends = (id: string) =>
      written.findIndex((items) =>
        items.some(
          ({ Update }) =>
            Update?.UpdateExpression?.startsWith('SET verdict = ') &&
            (Update.Key as { readonly pk?: string }).pk === incidentPartition(id),
        ),
      );
    const begins = (id: string) =>
      written.findIndex((items) =>
        items.some(({ Put }) => (Put?.Item as { id?: string } | undefined)?.id === id),
      );
    return [...records.values()].flatMap(({ incident }) => {
      const { id = '', joined } = incident ?? {};
      const end = joined === undefined ? -1 : ends(joined);
      return end >= 0 && end < begins(id)
        ? [`Incident ${id} joined incident ${joined}, which had ended.`]
        : [];
    });
  },
};

/** The sweeper comes every minute, in seconds. */
const sweeperSeconds = 60;
/** From an alarm's OK to the end of the wait for it, at most, with the slowest calls, in seconds. */
const wakesWithin = 30;

interface Asked {
  readonly incident: string;
  readonly ask: string;
  readonly step: number;
  readonly at: number;
}

/**
 * Nobody sleeps through what he waits for: a wait ends soon after its alarm was OK, and one for another incident's fix soon
 * after that has ended. Only where no call about either failed, no event of theirs was held up, and no execution was cut off.
 */
export const slept: Rule = {
  name: 'nobody sleeps on',
  counter: 'leaked',
  broken: (facts) => {
    const { story, broken, stopped, calls, records } = facts;
    const { weather = {}, jitter = 0, lag = 0 } = story;
    if (broken || stopped.length > 0 || weather.late || isRedriven(facts.happened)) return [];
    const { lateTimers = 0, machineClocks = 0, eventClock = 0 } = weather;
    const within = wakesWithin + lateTimers + 2 * machineClocks + eventClock + 20 * jitter + lag;
    const asked = calls.flatMap((call): Asked[] => {
      const { service, input } = call;
      const payload = service === 'lambda' ? (input['Payload'] as Partial<Asked> | undefined) : undefined;
      return payload?.ask ? [{ ...(payload as Asked), at: Date.parse(call.at) }] : [];
    });
    return asked.flatMap((wait, index) => {
      const { incident } = records.get(wait.incident) ?? {};
      if (wait.ask !== 'wait-for-ok' || !incident || isDisturbed(incident, facts)) return [];
      const hold = incident.runbook.recovered.holdForSeconds * 1000;
      const next = asked.slice(index + 1).find((one) => one.incident === wait.incident);
      const until = next ? next.at - (next.ask === 'confirm-held' ? hold : 0) : undefined;
      const due = dueAt(wait, incident, facts);
      // Whoever waits for an incident that has its verdict waits for nothing, and disturbs nobody.
      if (due !== undefined && Date.parse(incident.verdictAt ?? '9999-01-01') <= due) return [];
      return until !== undefined && due !== undefined && until > due + within * 1000
        ? [
            `Incident ${wait.incident} slept for ${Math.round((until - due) / 1000)} s after its wait was over.`,
          ]
        : [];
    });
  },
};

/** Whether a call about an incident or the one that it has joined failed, an event of theirs was held up, or a person took one of them. */
function isDisturbed({ id, joined = id }: Incident, facts: Facts): boolean {
  const its = [id, joined];
  const players = its.flatMap((one) => {
    const { execution = '' } = facts.records.get(one)?.incident ?? {};
    return facts.about(execution).player ?? [];
  });
  return (
    its.some((one) => isStruck(one, facts)) ||
    wasHeldUp(players, facts) ||
    facts.done.some(({ does, incident = '' }) => does === 'take' && its.includes(incident))
  );
}

/** Whether a person pressed Redrive. */
export const isRedriven = (happened: Facts['happened']): boolean =>
  happened.some((one) => 'throwIn' in one && one.throwIn === 'redrive');

/** When a wait was over: its alarm was OK long enough to be noticed, or the other incident had ended. */
function dueAt(
  { at: begun, step }: Asked,
  { alarm: { arn }, joined }: Incident,
  { changes, records, players, story }: Facts,
): number | undefined {
  const player = players.find((one) => one.arn === arn);
  const its = changes.filter((change) => change.arn === arn);
  const spans = its.map(({ state, at }, index) => ({
    state,
    at: at.getTime(),
    from: Math.max(begun, at.getTime()),
    to: its[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY,
  }));
  // By clocks that differ, or where it is described late, an OK from when the step acted may be one from before it.
  const { lag = 0, weather: { machineClocks = 0, eventClock = 0 } = {} } = story;
  const sureFrom = begun + (2 * machineClocks + eventClock) * 1000;
  const isSure = (at: number) => step === 0 || at >= sureFrom || (at <= begun && lag === 0);
  const ok = spans.find(
    ({ state, at, from, to }) => state === 'OK' && isSure(at) && to - from >= wakesWithin * 1000,
  )?.from;
  const holder = records.get(joined ?? '')?.incident;
  const hasHelped = holder?.verdict === 'healed' || holder?.verdict === 'self-recovered';
  // A fix may help the joiner, too: it waits for as long as its own alarm needs to see it, and for the sweeper, whose index lags.
  const swept = (sweeperSeconds + (story.weather?.indexLag ?? 0)) * 1000;
  const patience = hasHelped ? (player ? toSee(player) : 0) + swept : 0;
  const ended = holder?.verdictAt && Math.max(begun, Date.parse(holder.verdictAt)) + patience;
  const due = [ok, ended].filter((moment) => typeof moment === 'number');
  return due.length > 0 ? Math.min(...due) : undefined;
}
