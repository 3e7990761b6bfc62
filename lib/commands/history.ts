import { outcomeInWords } from '../../lambdas/shared/in-words.ts';
import type { Verdict } from '../../lambdas/shared/records.ts';
import { verdicts } from '../../lambdas/shared/records.ts';
import { secondsBetween, spell } from '../../lambdas/shared/time.ts';
import { CommandError } from '../command-line.ts';
import { closest } from '../explain/closest.ts';
import { type Command, commonOptions, commonUsage, firstLine, readCommand } from './command.ts';
import { incidentsSince, type Listed } from './incidents.ts';
import { asJson, columns, paint, shown } from './text.ts';

/** What an incident without a verdict counts as. */
const open = 'open';
const wantable: readonly string[] = [open, ...verdicts.filter((verdict) => verdict !== 'duplicate')];

const usage = `npx nightshift history [--since 24h] [--runbook ID] [--verdict VERDICT] [--limit N]

Lists incidents, newest first.

  --since WHEN         30m, 24h, 7d, 4w, or a day like 2026-03-01, in UTC; @default 24h
  --runbook ID         of this runbook only
  --verdict VERDICT    ${wantable.join(', ')}
  --limit N            at most so many; @default 200
${commonUsage}`;

const options = {
  ...commonOptions,
  since: { type: 'string', default: '24h' },
  runbook: { type: 'string' },
  verdict: { type: 'string' },
  limit: { type: 'string', default: '200' },
} as const;

/** `npx nightshift history`. */
export const history: Command = {
  name: 'history',
  summary: 'lists incidents, newest first',
  usage,
  run: async (args, { connect, now }) => {
    const { values } = readCommand(args, options, usage, 0);
    const since = sinceOf(values.since, now());
    const limit = limitOf(values.limit);
    const { verdict, runbook, environment } = values;
    if (verdict !== undefined && !wantable.includes(verdict)) {
      throw wrong(`There is no verdict ${JSON.stringify(verdict)}; ${closest(verdict, wantable)}`);
    }
    const { database } = await connect(environment);
    const found: Listed[] = [];
    let more = false;
    for await (const incident of incidentsSince(database, since, now())) {
      if (runbook !== undefined && incident.listed.runbook !== runbook) continue;
      if (verdict !== undefined && (incident.verdict ?? open) !== verdict) continue;
      more = found.length === limit;
      if (more) break;
      found.push(incident);
    }
    if (values.json) return asJson({ environment, since, more, incidents: found.map(inJson) });
    if (found.length === 0)
      return `No such incident in ${environment} since ${since.slice(0, 16).replace('T', ' ')} UTC.`;
    return [...lines(found), ...(more ? [`… and more: --limit ${limit * 5} shows them.`] : [])].join('\n');
  },
};

const wrong = (sentence: string): CommandError => new CommandError(`${sentence} Usage: ${firstLine(usage)}`);

const seconds: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** How far back the table goes, with a little room. */
const longestSeconds = 500 * 86_400;

function sinceOf(text: string, now: Date): string {
  const [, count, unit = ''] = text.match(/^(\d{1,6})([mhdw])$/) ?? [];
  const back = Number(count) * (seconds[unit] ?? 0);
  if (count !== undefined)
    return new Date(now.getTime() - Math.min(back, longestSeconds) * 1000).toISOString();
  const day = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(day))
    throw wrong(
      `--since ${JSON.stringify(text)} is neither a span like 24h or 7d nor a day like 2026-03-01.`,
    );
  return new Date(Math.max(day, now.getTime() - longestSeconds * 1000)).toISOString();
}

function limitOf(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw wrong(`--limit takes a number from 1, not ${JSON.stringify(text)}.`);
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
});

const colours: Readonly<Record<Verdict, 'green' | 'red' | 'dim'>> = {
  healed: 'green',
  'self-recovered': 'green',
  escalated: 'red',
  suppressed: 'dim',
  duplicate: 'dim',
  'by-hand': 'dim',
};

function lines(incidents: readonly Listed[]): string[] {
  const [head = '', ...rows] = columns(
    ['ALARM AT (UTC)', 'VERDICT', 'TOOK', 'RUNBOOK', 'ALARM', 'INCIDENT', 'WHY'],
    incidents.map((incident) => [
      incident.since.slice(0, 16).replace('T', ' '),
      incident.verdict ?? open,
      incident.verdictAt ? spell(secondsBetween(incident.since, incident.verdictAt)) : '',
      shown(incident.listed.runbook, 60),
      shown(incident.listed.alarm, 60),
      incident.id,
      shown(outcomeInWords(incident), 200),
    ]),
  );
  return [head, ...rows.map((row, index) => coloured(row, incidents[index]?.verdict))];
}

/** Painted after the columns were measured: colour takes no room. */
const coloured = (row: string, verdict: Verdict | undefined): string =>
  verdict ? row.replace(verdict, paint(colours[verdict], verdict)) : row.replace(open, paint('yellow', open));
