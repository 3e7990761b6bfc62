import { nameOf, readAlarm } from '#core/alarm/alarm';
import { outcomeInWords } from '#core/incident/in-words';
import type { Incident } from '#core/incident/records';
import { type Reason, reasonText } from '#core/reasons/reason';
import { plusSeconds } from '#core/time';
import type { Deployed } from './command.ts';
import { incidentsWithin, type Listed } from './incidents.ts';
import { moment, shown } from './text.ts';

/** What is not in an incident's own record: its alarm now, and related incidents. */
export interface Around {
  /** The alarm as CloudWatch describes it now, or why it could not be read. Absent if there is no alarm. */
  readonly alarm?: { readonly state: string; readonly since: string } | { readonly unreadable: Reason };
  /** Newest first. */
  readonly related: readonly Related[];
}

export interface Related {
  readonly incident: string;
  readonly how: 'same outage' | 'same fix' | 'same alarm' | 'same time';
  readonly alarm: string;
  readonly since: string;
  readonly outcome: string;
}

/** Incidents this close may share a cause, and an alarm's earlier ones are listed this far back; in seconds. */
const [nearSeconds, backSeconds] = [15 * 60, 14 * 86_400];

/** The most to list, and the most to read for it: some 400 KB of the index. */
const [mostRelated, mostRead] = [8, 750];

export async function around({ cloudwatch, database }: Deployed, incident: Incident): Promise<Around> {
  const span = {
    since: plusSeconds(incident.since, -backSeconds),
    until: plusSeconds(incident.since, nearSeconds),
  };
  const [reading, related] = await Promise.all([
    incident.byHand ? undefined : readAlarm(cloudwatch, nameOf(incident.alarm)),
    relatedTo(incident, incidentsWithin(database, span)),
  ]);
  if (!reading) return { related };
  return {
    related,
    alarm: 'unreadable' in reading ? reading : { state: reading.state, since: reading.transitionedAt },
  };
}

/** Newest first; reads no more of the list than necessary. */
async function relatedTo(incident: Incident, all: AsyncIterable<Listed>): Promise<Related[]> {
  const found: Related[] = [];
  let read = 0;
  for await (const one of all) {
    if (++read > mostRead) break;
    const how = one.id === incident.id ? undefined : howRelated(one, incident);
    if (!how) continue;
    found.push({
      incident: one.id,
      how,
      alarm: one.listed.alarm,
      since: one.since,
      outcome: outcomeInWords(one),
    });
    if (found.length === mostRelated) break;
  }
  return found;
}

function howRelated(one: Listed, incident: Incident): Related['how'] | undefined {
  if (one.id === incident.partOf) return 'same outage';
  if (one.id === incident.joined) return 'same fix';
  if (one.listed.alarm === incident.alarm.name) return 'same alarm';
  const apart = Math.abs(Date.parse(one.since) - Date.parse(incident.since)) / 1000;
  return apart <= nearSeconds ? 'same time' : undefined;
}

/** `ALARM since 2026-03-01 03:00:05 UTC`, or why it is unknown. */
export const alarmNow = ({ alarm }: Around): string | undefined =>
  alarm &&
  ('unreadable' in alarm
    ? `not known: ${shown(reasonText(alarm.unreadable))}`
    : `${alarm.state} since ${moment(alarm.since)}`);

export const relatedLines = ({ related }: Around): string[] =>
  related.map(
    ({ incident, how, alarm, since, outcome }) =>
      `  ${how.padEnd(11)}  ${moment(since)}  ${incident}  ${shown(alarm, 60)}: ${shown(outcome, 200)}`,
  );
