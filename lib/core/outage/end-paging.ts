import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { closeIncident, type Ending } from '../incident/close.ts';
import { type IncidentRecord, readIncident } from '../incident/incidents.ts';
import { told } from '../incident/outcomes.ts';
import type { Incident } from '../incident/records.ts';
import { type Limit, limitOf, seconds } from '../limit.ts';
import type { Database } from '../table/database.ts';
import { errorText } from '../text.ts';
import { iso, plusSeconds } from '../time.ts';
import { lasts } from './lasts.ts';
import { beginOutage, joinOutage, type Outage, type Places, readOutage, readPlaces } from './outage.ts';

export interface OutageServices {
  readonly database: Database;
  readonly cloudwatch: CloudWatchClient;
  readonly now: () => Date;
}

/** How often the known outages are read again after another incident changed them first. */
const tries = 4;

/**
 * How long this may take before the incident rings itself, in milliseconds. The page stage has 45 seconds, and a page over
 * channels that hang needs the rest.
 */
const patience = 10_000;

/**
 * How long to wait for a page that is on its way, in milliseconds. This leaves some of `patience`: of two incidents that wait
 * in vain, the second still sees the first.
 */
const awaited = 7_000;

/**
 * Ends an incident that needs a person. By rule 17 it becomes part of the current outage, if that outage's page was accepted or
 * a person has it; otherwise it begins an outage of its own, and rings. The claim is in the transaction of the verdict, so of
 * two incidents at once the second sees the first. Any doubt rings.
 */
export async function endPaging(
  record: IncidentRecord,
  ending: Ending,
  services: OutageServices,
): Promise<{ incident: Incident; first: boolean }> {
  const { database, now } = services;
  const { incident } = record;
  // A drill's page does not stand for a real alarm, and a drill is not part of a real outage.
  if (incident.drill || told(incident, 'escalated') !== 'page')
    return closeIncident(database, record, ending, now());
  const limit = limitOf(patience, `It was not known within ${seconds(patience)}`);
  try {
    const known = await endKnowing(record, ending, services, limit);
    // This page begins a new outage, whatever outage was known before.
    const items = beginOutage(database, incident, iso(now()));
    return known ?? (await closeIncident(database, record, ending, now(), { items }));
  } finally {
    limit.stop();
  }
}

/** Undefined if the incident's outage could not be determined in time. */
async function endKnowing(
  record: IncidentRecord,
  ending: Ending,
  services: OutageServices,
  limit: Limit,
): Promise<{ incident: Incident; first: boolean } | undefined> {
  const { database, now } = services;
  const { incident } = record;
  for (let attempt = 1; attempt <= tries; attempt++) {
    const known = await Promise.race([underWay(incident, services), limit.over]).catch((error: unknown) => {
      console.warn('outage not known', { incident: incident.id, error: errorText(error) });
    });
    if (!known) return undefined;
    const { places, head } = known;
    const items = head
      ? joinOutage(database, incident, head, iso(now()))
      : beginOutage(database, incident, iso(now()), places);
    const partOf = head ? { partOf: head } : {};
    const closed = await closeIncident(database, record, { ...ending, ...partOf }, now(), { items });
    if (!closed.moved) return closed;
  }
  return undefined;
}

/**
 * The outages known for an incident's alarm and targets, and the first incident of the one that it belongs to, if any.
 * @throws Error if that can't be known; the caller rings then
 */
export async function underWay(
  incident: Incident,
  services: OutageServices,
): Promise<{ readonly places: Places; readonly head?: string }> {
  const places = await readPlaces(services.database, incident);
  // In parallel: while one check waits for a page that is on its way, another may find a page that stands for this incident.
  const asked = [...new Set(places.values())].flatMap((head) =>
    head === undefined || head === incident.id ? [] : [headIfCovers(head, incident, services)],
  );
  try {
    return { places, head: await Promise.any(asked) };
  } catch (error) {
    const unknown = (error as AggregateError).errors.find((one) => one !== notIts);
    if (unknown) throw unknown;
    return { places };
  }
}

const notIts = new Error('Its page does not stand for this incident');

async function headIfCovers(head: string, incident: Incident, services: OutageServices): Promise<string> {
  if (await covers(head, incident, services)) return head;
  throw notIts;
}

/** Whether an outage's page stands for this incident, too. */
async function covers(head: string, incident: Incident, services: OutageServices): Promise<boolean> {
  const { database, cloudwatch, now } = services;
  const [outage, record] = await Promise.all([readOutage(database, head), readIncident(database, head)]);
  if (!outage || outage.endedAt || !record) return false;
  if (!isHeld(outage, now()) && !(await wasRung(record.incident, incident, services))) return false;
  return lasts(outage, cloudwatch, notBefore(now(), incident));
}

/** The alarm has already changed. If our clock says otherwise, it is slow and would miss an OK that held until the change. */
const notBefore = (now: Date, { since, alarm: { firingSince = since } }: Incident): Date =>
  firingSince > iso(now) ? new Date(firingSince) : now;

/**
 * How long after a person's time is over the sweeper may take to page again, in seconds: its next minute, and the call itself.
 */
const pagedAgainWithin = 90;

/** A person has it, or had it a moment ago: then the sweeper is about to page again for all its alarms. */
const isHeld = ({ heldUntil }: Outage, now: Date): boolean =>
  heldUntil !== undefined && plusSeconds(heldUntil, pagedAgainWithin) > iso(now);

/** Whether the first incident's page was accepted, or is soon, and was as loud as this one would be. */
async function wasRung(
  head: Incident,
  incident: Incident,
  { database, now }: OutageServices,
): Promise<boolean> {
  const patientUntil = plusSeconds(now(), awaited / 1_000);
  for (
    let seen: Incident | undefined = head;
    seen;
    seen = (await readIncident(database, head.id))?.incident
  ) {
    if (isQuieter(seen, incident)) return false;
    if (seen.toldAt) return true;
    if (iso(now()) >= patientUntil) return false;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return false;
}

const isQuieter = (head: Incident, incident: Incident): boolean =>
  head.runbook.page.urgency === 'low' && incident.runbook.page.urgency === 'high';
