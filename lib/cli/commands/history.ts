import { outcomeInWords } from '#core/incident/in-words';
import type { Verdict } from '#core/incident/records';
import { formatSeconds, iso, secondsBetween } from '#core/time';
import { UsageError } from '../command-line.ts';
import { secondsOf } from '../span.ts';
import type { Given } from '../spec.ts';
import type { Answer, Surroundings } from './command.ts';
import { refuseUnknownRunbook } from './deployed-ids.ts';
import { incidentsSince, type Listed } from './incidents.ts';
import { oneOf } from './one-of.ts';
import { type historyOptions, listable } from './specs/incidents.ts';
import { asJson, shown, table } from './text.ts';

/** `nightshift history`. */
export async function history(
  { values }: Given<typeof historyOptions>,
  { connect, now }: Surroundings,
): Promise<string | Answer> {
  const since = sinceOf(values.since, now());
  const limit = limitOf(values.limit);
  const { runbook, environment } = values;
  const verdict = values.verdict === undefined ? undefined : oneOf('verdict', values.verdict, listable);
  const deployed = await connect(environment);
  const found: Listed[] = [];
  let more = false;
  for await (const incident of incidentsSince(deployed.database, since, now())) {
    if (runbook !== undefined && incident.listed.runbook !== runbook) continue;
    if (verdict !== undefined && (incident.verdict ?? 'open') !== verdict) continue;
    more = found.length === limit;
    if (more) break;
    found.push(incident);
  }
  // Only without incidents: a runbook that has some was deployed once, and may be gone.
  const unchecked =
    runbook !== undefined && found.length === 0 && (await refuseUnknownRunbook(deployed, runbook));
  if (values.json) return asJson({ environment, since, more, incidents: found.map(inJson) });
  if (found.length === 0)
    return [
      `No such incident in ${environment} since ${since.slice(0, 16).replace('T', ' ')} UTC.`,
      ...(unchecked ? [`Not checked whether there is such a runbook: ${unchecked}`] : []),
    ].join('\n');
  return [...lines(found), ...(more ? [`… and more: --limit ${limit * 5} shows them.`] : [])].join('\n');
}

/** Days by name, each from midnight UTC. */
const daysBack: Readonly<Record<string, number>> = { today: 0, yesterday: 1 };

/** How far back the table goes, with a little room. */
const longestSeconds = 500 * 86_400;

function sinceOf(text: string, now: Date): string {
  const back = secondsOf(text);
  if (back !== undefined)
    return new Date(now.getTime() - Math.min(back, longestSeconds) * 1000).toISOString();
  const named = daysBack[text];
  if (named !== undefined) return `${iso(now.getTime() - named * 86_400_000).slice(0, 10)}T00:00:00.000Z`;
  const day = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(day))
    throw new UsageError(
      `--since ${JSON.stringify(text)} is neither a span like 24h or 7d, nor today or yesterday, nor a day like 2026-03-01.`,
    );
  return new Date(Math.max(day, now.getTime() - longestSeconds * 1000)).toISOString();
}

function limitOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new UsageError(`--limit takes a number from 1, not ${JSON.stringify(text)}.`);
  return Number(text);
}

const inJson = ({
  id,
  since,
  listed,
  verdict,
  verdictAt,
  summary,
  healedBy,
  takenOver,
  answer,
  notActing,
}: Listed) => ({
  incident: id,
  since,
  ...listed,
  verdict: verdict ?? null,
  verdictAt: verdictAt ?? null,
  summary: summary ?? null,
  healedBy: healedBy ?? null,
  takenOver: takenOver ?? null,
  answer,
  notActing: notActing ?? null,
  // Reason codes: why it did not act, why it would not have acted in mode auto either, why it ended this way.
  reason: listed.reason ?? null,
  wouldRefuse: listed.wouldRefuse ?? null,
  ground: listed.ground ?? null,
});

const colors: Readonly<Record<Verdict, 'green' | 'red' | 'dim'>> = {
  healed: 'green',
  'self-recovered': 'green',
  escalated: 'red',
  suppressed: 'dim',
  duplicate: 'dim',
  'by-hand': 'dim',
};

const lines = (incidents: readonly Listed[]): string[] =>
  table(
    [
      { heading: 'ALARM AT (UTC)', whole: true },
      { heading: 'VERDICT', whole: true },
      { heading: 'TOOK', spare: true },
      { heading: 'RUNBOOK', spare: true },
      'ALARM',
      { heading: 'INCIDENT', whole: true },
      'WHY',
    ],
    incidents.map((incident) => [
      incident.since.slice(0, 16).replace('T', ' '),
      incident.verdict
        ? { text: incident.verdict, style: colors[incident.verdict] }
        : { text: 'open', style: 'yellow' },
      incident.verdictAt ? formatSeconds(secondsBetween(incident.since, incident.verdictAt)) : '',
      shown(incident.listed.runbook, 60),
      shown(incident.listed.alarm, 60),
      incident.id,
      shown(outcomeInWords(incident), 200),
    ]),
  );
