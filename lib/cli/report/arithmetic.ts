import { watchOf } from '#core/incident/watch';
import { secondsBetween } from '#core/time';
import type { Listed } from '../commands/incidents.ts';

/** How long a set of incidents took, in seconds; by nearest rank. */
export interface Durations {
  readonly count: number;
  readonly median: number | null;
  readonly ninetieth: number | null;
}

export function durations(seconds: readonly number[]): Durations {
  const sorted = [...seconds].sort((one, other) => one - other);
  const at = (share: number): number | null =>
    sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
  return { count: sorted.length, median: at(0.5), ninetieth: at(0.9) };
}

/** From the alarm to the verdict, in seconds; undefined without a verdict. */
export const took = ({ since, verdictAt }: Listed): number | undefined =>
  verdictAt === undefined ? undefined : secondsBetween(since, verdictAt);

/** How many incidents, or drills, ended in each way; `open` means no verdict yet. */
export function byVerdict(
  ended: ReadonlyArray<{ readonly verdict?: string | undefined }>,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { verdict = 'open' } of ended) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

/** Groups the incidents of one alarm under one runbook. */
export const keyOf = ({ listed }: Listed): string => JSON.stringify([listed.runbook, listed.alarm]);

/** Of the healed incidents, how many would not have recovered alone. */
export interface Credit {
  readonly healed: number;
  /** Healed incidents of alarms that were also watched; `earned` weighs each by how rarely its alarm recovered alone. */
  readonly judged: number;
  readonly earned: number;
  /** Healed incidents of alarms that nobody has watched: whether they would have recovered alone is unknown. */
  readonly unjudged: number;
  /** These alarms, most often healed first. */
  readonly unwatched: readonly Unwatched[];
}

/** An alarm that was healed and never watched. */
export interface Unwatched {
  readonly runbook: string;
  readonly alarm: string;
  readonly healed: number;
}

/**
 * Honest credit: a healed incident counts by the share of watches in which its alarm did not recover alone. Alarms that were
 * never watched count neither way.
 * @param watches incidents of the lookback period in which alarms were watched
 */
export function creditOf(month: readonly Listed[], watches: readonly Listed[]): Credit {
  const healed = month.filter(({ verdict }) => verdict === 'healed');
  const known = Map.groupBy(watches, keyOf);
  let [judged, earned] = [0, 0];
  const unwatched: Unwatched[] = [];
  for (const [key, incidents] of Map.groupBy(healed, keyOf)) {
    const { watched, alone } = watchOf(known.get(key) ?? []);
    const [first] = incidents;
    if (watched === 0 && first) {
      unwatched.push({ runbook: first.listed.runbook, alarm: first.listed.alarm, healed: incidents.length });
      continue;
    }
    judged += incidents.length;
    earned += incidents.length * (1 - alone / watched);
  }
  unwatched.sort((one, other) => other.healed - one.healed);
  return { healed: healed.length, judged, earned, unjudged: healed.length - judged, unwatched };
}

/** The most incidents of a list that lie within this many days of each other; the list is in order of time. */
export function mostWithin<One extends { readonly since: string }>(
  incidents: readonly One[],
  days: number,
): One[] {
  let most: One[] = [];
  for (let first = 0; first < incidents.length; first++) {
    const start = incidents[first]?.since ?? '';
    const within = incidents.slice(first).filter(({ since }) => secondsBetween(start, since) < days * 86_400);
    if (within.length > most.length) most = within;
  }
  return most;
}
