import { told } from '#core/incident/outcomes';
import type { Incident } from '#core/incident/records';
import { localTime, night } from '#core/night';

/** One page that reached on-call. */
export interface Page {
  readonly owner: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** By the owner's clock, 0 to 23. */
  readonly hour: number;
  /** The morning after, `2026-03-02`, if it came at night by the owner's clock. @default - it came by day */
  readonly morning?: string;
}

/**
 * The pages of escalated incidents, by the table of who is told: a line on an outage's page is not a page, and a mass
 * failure has one page for all its incidents.
 */
export function pagesOf(escalated: readonly Incident[]): Page[] {
  const massFailures = new Set<string>();
  return escalated.flatMap((incident): Page[] => {
    const { verdict, massFailure, toldAt, verdictAt } = incident;
    if (verdict !== 'escalated') return [];
    const how = told(incident, verdict);
    if (how !== 'page' && how !== 'mass failure page') return [];
    if (how === 'mass failure page' && massFailure) {
      if (massFailures.has(massFailure.id)) return [];
      massFailures.add(massFailure.id);
    }
    return [pageAt(incident, toldAt ?? verdictAt ?? incident.since)];
  });
}

function pageAt({ runbook, listed }: Incident, at: string): Page {
  const { day, hour } = localTime(at, runbook.page.timeZone);
  const morning = hour >= night.from ? dayAfter(day) : hour < night.to ? day : undefined;
  return { owner: listed.owner, at, hour, ...(morning ? { morning } : {}) };
}

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** Nights whose morning lies in a month, as far as they are over. */
export interface Nights {
  readonly count: number;
  /** Nights without a page. */
  readonly undisturbed: number;
  /** Pages in these nights. */
  readonly pages: number;
}

export function nightsIn(month: string, pages: readonly Page[], now: Date): Nights {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const days = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const today = now.toISOString().slice(0, 10);
  const mornings = Array.from(
    { length: days },
    (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`,
  ).filter((morning) => morning <= today);
  const rang = pages.flatMap(({ morning }) => (morning?.startsWith(month) ? [morning] : []));
  const disturbed = new Set(rang);
  return {
    count: mornings.length,
    undisturbed: mornings.filter((morning) => !disturbed.has(morning)).length,
    pages: rang.length,
  };
}
