import type { Attempt, Incident } from '#core/incident/records';
import { type Watch, watchOf } from '#core/incident/watch';
import type { Database } from '#core/table/database';
import { alarmKey } from '#core/table/keys';
import { type Item, readItems } from '#core/table/read-items';
import { secondsBetween } from '#core/time';
import type { Ladder } from '#core/trust/ladder';
import type { Drill } from '#drill/drill';
import { drillsSince } from '#drill/store';
import { incidentsIn, type Listed, readIncidents, readWhole } from '../commands/incidents.ts';
import {
  byVerdict,
  type Credit,
  creditOf,
  type Durations,
  durations,
  keyOf,
  mostWithin,
  took,
} from './arithmetic.ts';
import { type Page, pagesOf } from './pages.ts';
import { type Day, daysOf, type Summary, summaryOf } from './summary.ts';

/** How many months of watching to look back on, including the reported one. */
export const watchMonths = 3;

/** What is known about one runbook in a month. */
export interface RunbookMonth {
  readonly runbook: string;
  readonly owner: string;
  readonly verdicts: Readonly<Record<string, number>>;
  readonly healing: Durations;
  readonly credit: Credit;
  /** Over the lookback months. */
  readonly watch: Watch;
  /** Titles of what it would do, by its last watched incident. */
  readonly would: readonly string[];
}

/** A fault that recurs after healing, ready to be filed. */
export interface Ticket {
  readonly runbook: string;
  readonly owner: string;
  readonly alarm: string;
  readonly healed: readonly Listed[];
  readonly withinDays: number;
  /** The newest of these incidents, with what its steps found before anything was changed. */
  readonly last: Incident;
  readonly attempts: readonly Attempt[];
}

/** How the drills of one runbook ended. */
export interface DrillsOf {
  readonly runbook: string;
  /** `open` means not ended. */
  readonly verdicts: Readonly<Record<string, number>>;
}

export interface Report {
  readonly month: string;
  readonly summary: Summary;
  /** The month before. @default - nothing is on record for it */
  readonly before?: Summary;
  readonly days: readonly Day[];
  /** The pages of the month, in order of time. */
  readonly pages: readonly Page[];
  readonly incidents: number;
  readonly verdicts: Readonly<Record<string, number>>;
  /** From the alarm to the verdict `healed`, which comes after the hold. */
  readonly withoutAPerson: Durations;
  /** From the alarm until it was OK, of escalated incidents whose alarm is known to have gone OK. */
  readonly withAPerson: Durations;
  readonly escalated: number;
  readonly credit: Credit;
  readonly runbooks: readonly RunbookMonth[];
  readonly tickets: readonly Ticket[];
  /** In alphabetical order, without drills that were due but did not begin. */
  readonly drills: readonly DrillsOf[];
  /** How far each runbook has come by now. @default - not requested */
  readonly trust?: readonly Ladder[] | { readonly unread: string };
}

/** Reads a month from the index of all incidents, and single incidents only if a total needs them. */
export async function gather(database: Database, month: string, now: Date): Promise<Report> {
  const months = monthsTo(month, watchMonths);
  const all = await Promise.all(months.map((one) => incidentsIn(database, one)));
  // A run by hand has no alarm, and what a drill broke would improve every figure.
  const read = all.map((month) =>
    month.filter(({ verdict, listed }) => verdict !== 'by-hand' && !listed.drill),
  );
  const incidents = read.at(-1) ?? [];
  const watches = read.flat().filter(({ answer }) => answer === 'watch');
  const escalated = incidents.filter(({ verdict }) => verdict === 'escalated');
  const earlier = read.at(-2) ?? [];
  const [asked, askedBefore] = await Promise.all([
    readIncidents(database, idsOf(escalated)),
    readIncidents(database, idsOf(earlier.filter(({ verdict }) => verdict === 'escalated'))),
  ]);
  const pages = [...pagesOf(askedBefore), ...pagesOf(asked)].sort((one, other) =>
    one.at < other.at ? -1 : 1,
  );
  const [monthBefore = ''] = monthsTo(month, 2);
  const [withAPerson, runbooks, tickets, drills] = await Promise.all([
    recoveries(database, asked),
    runbooksOf(database, incidents, watches),
    ticketsOf(database, incidents),
    drillsSince(database, `${month}-01T00:00:00.000Z`),
  ]);
  return {
    month,
    summary: summaryOf(month, incidents, pages, now),
    ...(earlier.length > 0 ? { before: summaryOf(monthBefore, earlier, pages, now) } : {}),
    days: daysOf(month, incidents),
    pages: pages.filter(({ at }) => at.startsWith(month)),
    incidents: incidents.length,
    verdicts: byVerdict(incidents),
    withoutAPerson: healing(incidents),
    withAPerson: durations(withAPerson),
    escalated: escalated.length,
    credit: creditOf(incidents, watches),
    runbooks,
    tickets,
    drills: drillsIn(month, drills),
  };
}

function drillsIn(month: string, drills: readonly Drill[]): DrillsOf[] {
  const begun = drills.filter(({ at, verdict }) => at.startsWith(month) && verdict !== 'skipped');
  return [...Map.groupBy(begun, ({ runbook }) => runbook)]
    .map(([runbook, its]) => ({ runbook, verdicts: byVerdict(its) }))
    .sort((one, other) => (one.runbook < other.runbook ? -1 : 1));
}

const idsOf = (incidents: readonly Listed[]): string[] => incidents.map(({ id }) => id);

/** `2026-01`, `2026-02`, `2026-03` */
function monthsTo(month: string, count: number): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(year, number - count + index)).toISOString().slice(0, 7),
  );
}

const healing = (incidents: readonly Listed[]): Durations =>
  durations(incidents.flatMap((one) => (one.verdict === 'healed' ? (took(one) ?? []) : [])));

/**
 * How long alarms that paged a person fired, as far as it is on record: until the page was closed, or until the alarm's last OK
 * if no later incident of the alarm could have caused it.
 */
async function recoveries(database: Database, incidents: readonly Incident[]): Promise<number[]> {
  const arns = [...new Set(incidents.map(({ alarm }) => alarm.arn))];
  const items = await readItems(database, arns.map(alarmKey));
  const alarms = new Map(items.map((item) => [String(item['pk']).slice('ALARM#'.length), item]));
  return incidents.flatMap((incident) => {
    const okAt = incident.resolvedAt ?? lastOkOf(incident, alarms.get(incident.alarm.arn));
    return okAt && okAt >= incident.since ? [secondsBetween(incident.since, okAt)] : [];
  });
}

const lastOkOf = ({ id }: Incident, alarm: Item | undefined): string | undefined =>
  alarm?.['lastIncident'] === id ? (alarm['okAt'] as string | undefined) : undefined;

async function runbooksOf(
  database: Database,
  incidents: readonly Listed[],
  watches: readonly Listed[],
): Promise<RunbookMonth[]> {
  const ofRunbook = ({ listed }: Listed): string => listed.runbook;
  const watched = Map.groupBy(watches, ofRunbook);
  const months = Map.groupBy(incidents, ofRunbook);
  const newest = [...months.keys()].flatMap((runbook) => watched.get(runbook)?.at(-1)?.id ?? []);
  const plans = new Map((await readIncidents(database, newest)).map((one) => [one.runbook.id, one.plan]));
  return [...months]
    .map(([runbook, its]) => ({
      runbook,
      owner: its.at(-1)?.listed.owner ?? '',
      verdicts: byVerdict(its),
      healing: healing(its),
      credit: creditOf(its, watches),
      watch: watchOf(watched.get(runbook) ?? []),
      would: (plans.get(runbook) ?? []).map(({ title }) => title),
    }))
    .sort((one, other) => (one.runbook < other.runbook ? -1 : 1));
}

/** Alarms that were healed as often as their runbook calls chronic; the newest incident says how often that is. */
async function ticketsOf(database: Database, incidents: readonly Listed[]): Promise<Ticket[]> {
  const healed = incidents.filter(({ verdict }) => verdict === 'healed');
  const often = [...Map.groupBy(healed, keyOf).values()].filter(({ length }) => length > 1);
  const tickets = await Promise.all(
    often.map(async (its): Promise<Ticket[]> => {
      const newest = its.at(-1);
      const whole = newest && (await readWhole(database, newest.id));
      const chronic = whole?.incident.runbook.guards.chronic;
      if (!newest || !whole || !chronic) return [];
      const within = mostWithin(its, chronic.withinDays);
      if (within.length < chronic.timesHealed) return [];
      const { incident: last, attempts } = whole;
      return [{ ...newest.listed, healed: within, withinDays: chronic.withinDays, last, attempts }];
    }),
  );
  return tickets.flat().sort((one, other) => other.healed.length - one.healed.length);
}
