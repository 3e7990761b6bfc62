import { incidentPartition } from '../../lambdas/shared/keys.ts';
import type { Facts } from '../facts.ts';

/** From an alarm's OK to the end of the wait for it, at most, with the slowest calls, in seconds. */
const wakesWithin = 30;

/** Nobody joins an incident that has ended by then: its fix was over before the wait for it began. */
export function waitsForNobody({ records, written }: Facts): string[] {
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
    return end >= 0 && end < begins(id) ? [`Incident ${id} joined incident ${joined}, which had ended.`] : [];
  });
}

interface Asked {
  readonly incident: string;
  readonly ask: string;
  readonly step: number;
}

/**
 * Nobody sleeps through what he waits for: a wait ends soon after its alarm was OK, and one for another incident's fix soon
 * after that has ended. Only where no call failed, no event was held up, and no execution was cut off.
 */
export function slept(facts: Facts): string[] {
  const { story, faulted, calls, records } = facts;
  const isCutOff = story.happenings.some((one) => 'throwIn' in one && /^(stop|redrive)$/.test(one.throwIn));
  if (faulted || isCutOff || story.happenings.some((one) => 'event' in one)) return [];
  const asked = calls.flatMap(({ at, service, input }) => {
    const payload = service === 'lambda' ? (input['Payload'] as Partial<Asked> | undefined) : undefined;
    return payload?.ask ? [{ ...(payload as Asked), at: Date.parse(at) }] : [];
  });
  return asked.flatMap((wait, index) => {
    const { incident } = records.get(wait.incident) ?? {};
    if (wait.ask !== 'wait-for-ok' || !incident) return [];
    const hold = incident.runbook.recovered.holdForSeconds * 1000;
    const next = asked.slice(index + 1).find((one) => one.incident === wait.incident);
    const until = next ? next.at - (next.ask === 'confirm-held' ? hold : 0) : undefined;
    const due = dueAt(wait.at, incident.alarm.arn, incident.joined, facts);
    return until !== undefined && due !== undefined && until > due + wakesWithin * 1000
      ? [`Incident ${wait.incident} slept for ${Math.round((until - due) / 1000)} s after its wait was over.`]
      : [];
  });
}

/** When a wait that began then was over: its alarm was OK long enough to be noticed, or the other incident had ended. */
function dueAt(
  begun: number,
  arn: string,
  joined: string | undefined,
  { changes, records }: Facts,
): number | undefined {
  const its = changes.filter((change) => change.arn === arn);
  const spans = its.map(({ state, at }, index) => ({
    state,
    from: Math.max(begun, at.getTime()),
    to: its[index + 1]?.at.getTime() ?? Number.POSITIVE_INFINITY,
  }));
  const ok = spans.find(({ state, from, to }) => state === 'OK' && to - from >= wakesWithin * 1000)?.from;
  const verdictAt = records.get(joined ?? '')?.incident?.verdictAt;
  const ended = verdictAt && Math.max(begun, Date.parse(verdictAt));
  const due = [ok, ended].filter((moment) => typeof moment === 'number');
  return due.length > 0 ? Math.min(...due) : undefined;
}
