import { nameOf, readAlarm } from '#core/alarm/alarm';
import { lastAsked } from '#core/incident/approvals';
import { readWhole, type WholeIncident } from '#core/incident/history';
import { plannedTargets, readLocks } from '#core/incident/locks';
import { limitOf } from '#core/limit';
import { outageOf } from '#core/outage/outage';
import { findOut } from '#core/page/known';
import type { Verb } from '#core/page/verbs';
import type { Known } from '#core/page/words';
import { isOpen } from '#core/people/answer';
import { type Holder, holderOf } from '#core/people/hold';
import type { ReadLink } from '#core/people/link';
import { isOver, type LinkUse, readUse } from '#core/people/use-link';
import { actsIn } from '#core/runbook/runbook';
import { effectiveMode, readSwitches } from '#core/switches/modes';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import { type Graph, readGraph } from './graph.ts';
import type { AnswerServices } from './services.ts';

/** What the answer page shows. */
export interface Seen {
  readonly whole: WholeIncident;
  readonly known: Known;
  readonly graph?: Graph | undefined;
  readonly holder?: Holder | undefined;
  readonly use?: LinkUse | undefined;
  /** Why the link no longer works although it was not used. @default - it works */
  readonly over?: string | undefined;
  /** The verbs that the link allows now. */
  readonly verbs: readonly Verb[];
}

/** Time limit for the graph, in milliseconds. Without it the page is shown anyway. */
const patience = 3_000;

/** Reads everything that the page shows, and changes nothing. @returns undefined if there is no such incident */
export async function readSeen(link: ReadLink, services: AnswerServices): Promise<Seen | undefined> {
  const { database } = services;
  const now = services.now();
  const whole = await readWhole(database, link.claims.incident);
  if (!whole) return undefined;
  const [use, holder, known, graph, switches] = await Promise.all([
    readUse(database, link),
    holderNow(whole, services, iso(now)),
    findOut(whole, services),
    graphOf(whole, services, now),
    readSwitches(database, now),
  ]);
  const { incident } = whole;
  const { mode } = effectiveMode(incident.runbook.id, incident.deployedMode ?? incident.mode, switches);
  const asked = lastAsked(incident);
  const canAnswer =
    asked !== undefined && asked.step === link.claims.step && isOpen(incident, asked, iso(now));
  const can: Readonly<Record<Verb, boolean>> = {
    take: holder === undefined && (incident.verdict === undefined || incident.verdict === 'escalated'),
    approve: canAnswer,
    deny: canAnswer,
    watch: actsIn(mode),
    'stop-all': switches.stopAll === undefined,
  };
  const over = isOver(link, incident);
  const verbs = use || over ? [] : link.claims.verbs.filter((verb) => can[verb]);
  return { whole, holder, use, over, verbs, known, graph };
}

async function holderNow(
  { incident }: WholeIncident,
  { database }: AnswerServices,
  at: string,
): Promise<Holder | undefined> {
  const [outage, locks] = await Promise.all([
    outageOf(database, incident),
    readLocks(database, plannedTargets(incident)),
  ]);
  return holderOf(incident, outage, locks, at);
}

/** The alarm's graph; undefined if it can't be read in time. */
async function graphOf(
  { incident: { alarm, since } }: WholeIncident,
  { cloudwatch }: AnswerServices,
  now: Date,
): Promise<Graph | undefined> {
  const limit = limitOf(patience, 'it was not read in time');
  const read = async () => {
    const reading = await readAlarm(cloudwatch, nameOf(alarm));
    return 'unreadable' in reading ? undefined : readGraph(reading, since, cloudwatch, now);
  };
  try {
    return await Promise.race([read(), limit.over]);
  } catch (error) {
    console.warn('no graph', { error: errorText(error) });
    return undefined;
  } finally {
    limit.stop();
  }
}
