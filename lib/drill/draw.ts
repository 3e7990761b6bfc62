import { createHash } from 'node:crypto';
import { type DrillHours, isWithin } from '#core/drill/hours';

const hour = 3_600_000;
const week = 7 * 24 * hour;
/** 1970 began on a Thursday; weeks begin on a Monday, UTC. */
const firstMonday = 4 * 24 * hour;

const weekOf = (now: Date): number => Math.floor((now.getTime() - firstMonday) / week);

/** Pseudo-random numbers from 0 to 1, the same for the same text. */
function drawn(text: string): [number, number] {
  const hash = createHash('sha256').update(text).digest();
  return [hash.readUInt32BE(0) / 2 ** 32, hash.readUInt32BE(4) / 2 ** 32];
}

/**
 * Whether a runbook's drill is due in this hour. For each week, a draw decides whether there is one, and in which of the
 * allowed hours. The draw depends only on the runbook and the week, so it needs no memory and a repeat gives the same.
 */
export function isDue(
  runbook: string,
  environment: string,
  { chance, hours }: { readonly chance: number; readonly hours: DrillHours },
  now: Date,
): boolean {
  const [lot, place] = drawn(`${environment} ${runbook} ${weekOf(now)}`);
  if (lot >= chance) return false;
  const begins = firstMonday + weekOf(now) * week;
  const allowed = Array.from({ length: 168 }, (_, index) => begins + index * hour).filter((at) =>
    isWithin(hours, new Date(at)),
  );
  const chosen = allowed[Math.floor(place * allowed.length)];
  return chosen !== undefined && now.getTime() >= chosen && now.getTime() < chosen + hour;
}

/** ISO 8601, UTC: when this week began. */
export const weekBegan = (now: Date): string => new Date(firstMonday + weekOf(now) * week).toISOString();
