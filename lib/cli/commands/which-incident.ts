import { plusSeconds } from '#core/time';
import { CommandError } from '../command-line.ts';
import type { Deployed } from './command.ts';
import { incidentsSince, type Listed, readWhole, type WholeIncident } from './incidents.ts';
import { shown } from './text.ts';

/** How far back to look for an incident that is not named in full, in seconds: nobody acts on older ones. */
const rememberedSeconds = 14 * 86_400;

const isWhole = (word: string): boolean => /^\d{8}-\d{4}-[0-9a-f]{8}$/.test(word);

/**
 * The incident that is named: by its id, by a part of the id that is unique in the last two weeks, by the name of its alarm
 * (its newest incident), or as `last`.
 * @throws CommandError if there is none, or more than one
 */
export async function namedIncident(
  { database, environment }: Deployed,
  word: string,
  now: Date,
): Promise<WholeIncident> {
  const given = word.trim();
  // A name that is not in the index may still be the id of an older incident in the table.
  const id = isWhole(given) ? given : ((await lookedUp(given, database, now)) ?? given);
  const whole = id === '' ? undefined : await readWhole(database, id);
  if (whole) return whole;
  throw new CommandError(
    `There is no incident ${JSON.stringify(shown(word, 100))} in ${environment}; nightshift history lists them.`,
    1,
  );
}

async function lookedUp(
  word: string,
  database: Deployed['database'],
  now: Date,
): Promise<string | undefined> {
  const fitting = new Map<string, Listed>();
  for await (const listed of incidentsSince(database, plusSeconds(now, -rememberedSeconds), now)) {
    // Newest first, and alarms are named in full, so this is the one.
    if (word === 'last' || listed.listed.alarm === word) return listed.id;
    if (listed.id.includes(word)) fitting.set(listed.id, listed);
  }
  const [one, ...others] = fitting.values();
  if (others.length === 0) return one?.id;
  const some = [...fitting.values()]
    .slice(0, 5)
    .map(({ id, listed }) => `${id} (${shown(listed.alarm, 60)})`);
  const more = fitting.size > some.length ? ` and ${fitting.size - some.length} more` : '';
  throw new CommandError(
    `${JSON.stringify(word)} is part of ${fitting.size} ids: ${some.join(', ')}${more}. Say more of one.`,
  );
}
