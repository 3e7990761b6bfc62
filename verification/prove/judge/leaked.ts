import type { Incident } from '#core/incident/records';
import { incidentPartition } from '#core/table/keys';
import type { Facts } from '../facts.ts';
import { toSee } from './outages.ts';
import type { Rule } from './rule.ts';
import { isStruck, type Span, wasHeldUp } from './struck.ts';

/** What is left at the end, e.g. locks, tokens, schedules and executions. A lock whose lease has run out counts as released. */
export const leftovers: Rule = {
  name: 'nothing is left',
  counter: 'leaked',
  broken: ({ leftBehind }) => leftBehind,
};

/** No incident joins one that has already ended: there is no fix left to wait for. */
export const waitsForNobody: Rule = {
  name: 'nobody joins what has ended',
  counter: 'leaked',
  broken: ({ records, written, restoredAt }) => {
    // What was written to the old table says nothing about what is in the restored one.
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

/** How often the sweeper runs, in seconds. */
const sweeperSeconds = 60;
/** Longest time from an alarm's OK to the end of the wait for it, in seconds. Jitter and the weather are added to it. */
const wakesWithin = 30;

interface Asked {
  readonly incident: string;
  readonly ask: string;
  readonly step: number;
  readonly at: number;
}

/**
 * No wait goes on after its reason is gone: a wait for OK ends soon after the alarm was OK, and a wait for another incident's fix
 * soon after that incident ended. Checked only if no call about either failed, no event about them was held up, no person took
 * one of them, and no execution was cut off.
 */
export const slept: Rule = {
  name: 'nobody sleeps on',
  counter: 'leaked',
  broken: (facts) => {
    const { story, broken, stopped, calls, records, players } = facts;
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
      if (wait.ask !== 'wait-for-ok' || !incident) return [];
      const player = players.find(({ arn }) => arn === incident.alarm.arn);
      const hold = (player?.runbook.recovered.holdForSeconds ?? 0) * 1000;
      const next = asked.slice(index + 1).find((one) => one.incident === wait.incident);
      const until = next ? next.at - (next.ask === 'confirm-held' ? hold : 0) : undefined;
      const due = dueAt(wait, incident, facts);
      // If the incident had its verdict before the wait was over, it is harmless to wait longer.
      if (due !== undefined && Date.parse(incident.verdictAt ?? '9999-01-01') <= due) return [];
      if (until === undefined || due === undefined || until <= due + within * 1000) return [];
      return isDisturbed(incident, { from: due, to: until }, facts)
        ? []
        : [
            `Incident ${wait.incident} slept for ${Math.round((until - due) / 1000)} s after its wait was over.`,
          ];
    });
  },
};

/** Whether a call about an incident or the one it joined failed, an event about them was held up, or a person took either one. */
function isDisturbed({ id, joined = id }: Incident, span: Span, facts: Facts): boolean {
  const its = [id, joined];
  const players = its.flatMap((one) => {
    const { execution = '' } = facts.records.get(one)?.incident ?? {};
    return facts.about(execution).player ?? [];
  });
  return (
    its.some((one) => isStruck(one, facts, span)) ||
    wasHeldUp(players, facts) ||
    facts.done.some(({ does, incident = '' }) => does === 'take' && its.includes(incident))
  );
}

/** Whether a person pressed Redrive. */
export const isRedriven = (happened: Facts['happened']): boolean =>
  happened.some((one) => 'throwIn' in one && one.throwIn === 'redrive');

/** When a wait is over: its alarm has been OK long enough to be noticed, or the incident that it joined has ended. */
function dueAt(
  { at: begun, step }: Asked,
  { alarm: { arn }, joined }: Incident,
  { changes, records, players, story, remadeAt }: Facts,
): number | undefined {
  const player = players.find((one) => one.arn === arn);
  const its = changes.filter((change) => change.arn === arn);
  const spans = its.map(({ state, at }, index) => ({
    state,
    at: at.getTime(),
    from: Math.max(begun, at.getTime()),
    to: its[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY,
  }));
  // If clocks differ or descriptions are late, an OK from about when the step acted may be older than it, so it does not count.
  const { lag = 0, weather: { machineClocks = 0, eventClock = 0 } = {} } = story;
  const sureFrom = begun + (2 * machineClocks + eventClock) * 1000;
  // An alarm that is made anew at the very moment of its OK is described as without data since then.
  const isSure = (at: number) =>
    at !== Math.trunc(remadeAt ?? 0) && (step === 0 || at >= sureFrom || (at <= begun && lag === 0));
  const ok = spans.find(
    ({ state, at, from, to }) => state === 'OK' && isSure(at) && to - from >= wakesWithin * 1000,
  )?.from;
  const holder = records.get(joined ?? '')?.incident;
  const hasHelped = holder?.verdict === 'healed' || holder?.verdict === 'self-recovered';
  // If the fix helped, the joiner waits as long as its own alarm needs to show that, and for the sweeper, whose index lags.
  const swept = (sweeperSeconds + (story.weather?.indexLag ?? 0)) * 1000;
  const patience = hasHelped ? (player ? toSee(player) : 0) + swept : 0;
  const ended = holder?.verdictAt && Math.max(begun, Date.parse(holder.verdictAt)) + patience;
  const due = [ok, ended].filter((moment) => typeof moment === 'number');
  return due.length > 0 ? Math.min(...due) : undefined;
}
