import { incidentsWithin, type Listed } from '#core/incident/history';
import { outcomeInWords } from '#core/incident/in-words';
import { open } from './contract.ts';
import type { Asked } from './elements.ts';

/**
 * How many incidents one answer reads at most: some 400 KB of the index. If that does not fill a page, the answer says so and
 * can continue from there.
 */
export const mostRead = 750;

export interface Found {
  readonly incidents: readonly Listed[];
  /** The last incident that was read, if the span has older ones. */
  readonly readUpTo?: Listed;
}

/** Reason codes of incidents that a mass failure kept from acting. */
const massFailureCodes = new Set(['mass-failure-began', 'mass-failure-lasts']);

/** Whether a mass failure kept it from acting. */
const isOfMassFailure = ({ listed }: Listed): boolean => massFailureCodes.has(listed.reason ?? '');

/** Consecutive incidents of a mass failure share a row. */
const sharesRow = (one: Listed | undefined, next: Listed): boolean =>
  one !== undefined && isOfMassFailure(one) && isOfMassFailure(next);

/** Incidents grouped by row. */
export function rowsOf(incidents: readonly Listed[]): Listed[][] {
  const rows: Listed[][] = [];
  for (const incident of incidents) {
    const row = rows.at(-1);
    if (row && sharesRow(row[0], incident)) row.push(incident);
    else rows.push([incident]);
  }
  return rows;
}

/**
 * The newest incidents that match the filters.
 * @param atMost how many rows are wanted
 */
export async function newest(asked: Asked, atMost: number): Promise<Found> {
  const { database, since, until, after, filters } = asked;
  const { span: _, ...narrowing } = filters;
  const filtered = Object.values(narrowing).some(Boolean);
  // One more than is shown tells whether there are older ones, without another query.
  const atOnce = (filtered ? mostRead : Math.min(atMost, mostRead)) + 1;
  const incidents: Listed[] = [];
  let last: Listed | undefined;
  let [read, rows] = [0, 0];
  for await (const incident of incidentsWithin(database, { since, until, after, atOnce })) {
    const wanted = isWanted(incident, filters);
    const folds = wanted && sharesRow(incidents.at(-1), incident);
    if (last && (read === mostRead || (rows === atMost && !folds))) return { incidents, readUpTo: last };
    read += 1;
    last = incident;
    if (!wanted) continue;
    incidents.push(incident);
    if (!folds) rows += 1;
  }
  return { incidents };
}

const isWanted = (incident: Listed, { runbook, owner, verdict, alarm, text }: Asked['filters']): boolean =>
  (!runbook || incident.listed.runbook === runbook) &&
  (!owner || incident.listed.owner === owner) &&
  (!verdict || (incident.verdict ?? open) === verdict) &&
  (!alarm || says(incident.listed.alarm, alarm)) &&
  (!text || says(saidIn(incident), text));

/** Ignores case, and spaces around what was typed. */
const says = (said: string, part: string): boolean => said.toLowerCase().includes(part.trim().toLowerCase());

/** The text that a search covers. */
const saidIn = (incident: Listed): string =>
  [...Object.values(incident.listed), incident.id, outcomeInWords(incident)].join('\n');
