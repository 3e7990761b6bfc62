import type { Database } from '../../lambdas/shared/database.ts';
import { plusSeconds } from '../../lambdas/shared/time.ts';
import { CommandError } from '../command-line.ts';
import { incidentsSince } from './incidents.ts';

/** A text message names an incident by the end of its id; nobody acts on an older message. */
const remembered = 14 * 86_400;

/**
 * The id of an incident that is named in full, or by the eight digits at its end as a text message has them.
 * @throws CommandError where two incidents end so
 */
export async function fullId(database: Database, given: string, now: Date): Promise<string> {
  if (!/^[0-9a-f]{8}$/.test(given)) return given;
  const found = new Set<string>();
  for await (const { id } of incidentsSince(database, plusSeconds(now, -remembered), now)) {
    if (id.endsWith(`-${given}`)) found.add(id);
  }
  const [id = given, ...others] = found;
  if (others.length > 0)
    throw new CommandError(`Incidents ${[id, ...others].join(' and ')} end so: name one in full.`);
  return id;
}
