import { incidentsWithin, type Listed } from '#core/incident/history';
import { outcomeInWords } from '#core/incident/in-words';
import { open } from './contract.ts';
import type { Asked } from './elements.ts';

/**
 * How many incidents one answer reads at most, whatever a month holds: some 400 KB of the index. Where that was not enough
 * to fill a page, the answer says so and goes on from there when it is asked to.
 */
export const mostRead = 750;

export interface Found {
  readonly incidents: readonly Listed[];
  /** The newest of the span were read, and there are older ones. */
  readonly readUpTo?: Listed;
}

/**
 * The newest incidents that a person asked for.
 * @param atMost so many are wanted
 */
export async function newest(asked: Asked, atMost: number): Promise<Found> {
  const { database, since, until, after, filters } = asked;
  const filtered = Boolean(filters.runbook || filters.verdict || filters.text);
  // One more than is shown says whether there are older ones, without another query.
  const atOnce = (filtered ? mostRead : Math.min(atMost, mostRead)) + 1;
  const incidents: Listed[] = [];
  let last: Listed | undefined;
  let read = 0;
  for await (const incident of incidentsWithin(database, { since, until, after, atOnce })) {
    if (last && (incidents.length === atMost || read === mostRead)) return { incidents, readUpTo: last };
    read += 1;
    last = incident;
    if (isWanted(incident, filters)) incidents.push(incident);
  }
  return { incidents };
}

const isWanted = (incident: Listed, { runbook, verdict, text }: Asked['filters']): boolean =>
  (!runbook || incident.listed.runbook === runbook) &&
  (!verdict || (incident.verdict ?? open) === verdict) &&
  (!text || saidIn(incident).includes(text.trim().toLowerCase()));

/** What a search looks through. */
const saidIn = (incident: Listed): string =>
  [...Object.values(incident.listed), incident.id, outcomeInWords(incident)].join('\n').toLowerCase();
