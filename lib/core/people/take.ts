import { DeleteScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { type SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { closeIncident } from '../incident/close.ts';
import { readWhole, type WholeIncident } from '../incident/history.ts';
import { type LockOn, plannedTargets, readLocks } from '../incident/locks.ts';
import type { Incident } from '../incident/records.ts';
import { wakeJoiners } from '../incident/wake.ts';
import { outageOf } from '../outage/outage.ts';
import { requestIsOver } from '../page/request-over.ts';
import type { StartUpdate } from '../page/start-resolve.ts';
import { because } from '../reasons/reason.ts';
import type { Database } from '../table/database.ts';
import { errorText, line } from '../text.ts';
import { moment } from '../time.ts';
import { type Change, Refusal } from './change.ts';
import { type Holder, holderOf, holding, sayWhoHasIt } from './hold.ts';
import { takeAfterPage } from './take-after-page.ts';

export interface TakeServices {
  readonly database: Database;
  readonly sfn: SFNClient;
  readonly scheduler: SchedulerClient;
  readonly deadlineGroup: string;
  readonly startUpdate: StartUpdate;
}

/** What a person has after taking an incident. */
export interface Taken {
  readonly whole: WholeIncident;
  /** Targets that are locked for that person. */
  readonly kept: readonly LockOn[];
  /** What could not be done, one sentence each. None of it lets an action start. */
  readonly undone: readonly string[];
}

/** The person whom it may be taken from. */
export interface From {
  /** @default - nobody: refused if another person has it */
  readonly from?: string | undefined;
  /** From any holder. @default false */
  readonly fromAnybody?: boolean;
  /** Adds how to name the holder. @default - only the holder is named */
  readonly hint?: ((holder: Holder) => string) | undefined;
}

/**
 * Takes an incident over from Nightshift, or after its page, until a given time. If the same person takes it again, the time
 * counts from now.
 * @param until ISO 8601, UTC
 * @throws Refusal if another person has it, or nothing is left to take
 */
export async function takeIncident(
  whole: WholeIncident,
  change: Change,
  until: string,
  services: TakeServices,
  from: From = {},
): Promise<Taken> {
  const { database } = services;
  const { id } = whole.incident;
  await refuseUnlessMine(database, whole.incident, change, from);
  const alive = await close(database, whole, change, until);
  const undone = alive ? await standDown(services, whole, change) : await disarm(services, whole.incident);
  // Read again: a step may have begun between the first read and the verdict.
  const now = (await readWhole(database, id)) ?? whole;
  const untold = await sayWhoHasIt(services.startUpdate, now.incident, change, until);
  const locks = await readLocks(database, plannedTargets(now.incident));
  const kept = locks.filter(({ holder, keptBy }) => holder === id && keptBy);
  return { whole: now, kept, undone: [...undone, ...untold] };
}

/** Another holder has to be named, so that nobody takes an incident away without knowing. */
async function refuseUnlessMine(
  database: Database,
  incident: Incident,
  { by, at }: Change,
  { from, fromAnybody = false, hint = () => '' }: From,
): Promise<void> {
  const locks = await readLocks(database, plannedTargets(incident));
  const holder = holderOf(incident, await outageOf(database, incident), locks, at);
  if (holder && !fromAnybody && holder.by !== by && holder.by !== from?.trim()) {
    const has = `${line(holder.by)} has incident ${incident.id} until ${moment(holder.until)}`;
    throw new Refusal(`${has}.${hint(holder)}`);
  }
  if (from !== undefined && !holder)
    throw new Refusal(`Nobody has incident ${incident.id}; take it without --from.`);
}

/**
 * Writes the verdict and the locks in one transaction. From then on no stage acts for the incident, whatever else fails.
 * @returns whether there was anything to stand down
 */
async function close(
  database: Database,
  whole: WholeIncident,
  change: Change,
  until: string,
): Promise<boolean> {
  if (await takeAfterPage(database, whole.incident, change, until)) return false;
  const { incident, first } = whole.incident.verdict
    ? { incident: whole.incident, first: false }
    : await endFor(database, whole, change, until);
  if (first) return true;
  const { id, verdict, summary, takenOver } = incident;
  const ended = takenOver
    ? `${line(takenOver)} has taken it over`
    : `it has ended as ${verdict}: ${line(summary ?? '')}`;
  throw new Refusal(`Incident ${id} can't be taken over any more: ${ended}. Nothing of it is under way.`);
}

/** If the outage ends at this very moment, there is none to hold; the incident is taken anyway. */
async function endFor(database: Database, whole: WholeIncident, change: Change, until: string) {
  const ending = {
    verdict: 'escalated',
    ground: because('taken-over', { by: change.by, why: change.why }),
    stage: 'person',
    takenOver: { by: change.by, keepLocksUntil: until },
  } as const;
  const now = new Date(change.at);
  const items = await holding(database, whole.incident, change, until);
  const closed = await closeIncident(database, whole, ending, now, { items });
  return closed.moved ? closeIncident(database, whole, ending, now) : closed;
}

/** A watched incident, or one whose deadline has just passed, has no schedule. */
const unlessGone = (error: unknown): void => {
  if ((error as Error)?.name !== 'ResourceNotFoundException') throw error;
};

/** Everything after the verdict. A failure here costs a needless page or a wait, never an action. */
async function standDown(
  services: TakeServices,
  { incident }: WholeIncident,
  { by, why, at }: Change,
): Promise<string[]> {
  const { database, sfn, startUpdate } = services;
  const cause = `Taken over by ${by}: ${why}`;
  const stop = new StopExecutionCommand({ executionArn: incident.execution, error: 'TakenOver', cause });
  await requestIsOver(incident, at, `${by} has it.`, startUpdate);
  await wakeJoiners(database, sfn, incident);
  const undone = await Promise.all([
    sfn
      .send(stop)
      .then(() => [], notDone('The execution was not stopped; it goes on to its end without acting')),
    disarm(services, incident),
  ]);
  return undone.flat();
}

/** After a page, too: if the page is not on record, or is still to come for a mass failure, the deadline is armed. */
const disarm = ({ scheduler, deadlineGroup }: TakeServices, { id }: Incident): Promise<string[]> =>
  scheduler
    .send(new DeleteScheduleCommand({ Name: id, GroupName: deadlineGroup }))
    .catch(unlessGone)
    .then(() => [], notDone('The page deadline was not canceled; it will page'));

const notDone =
  (loss: string) =>
  (error: unknown): string[] => [`${loss} (${errorText(error)}).`];
