import { DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { closeIncident } from '#core/incident/close';
import type { Incident } from '#core/incident/records';
import { wakeJoiners } from '#core/incident/wake';
import { outageOf } from '#core/outage/outage';
import { errorText } from '#core/text';
import { clockTime, plusSeconds } from '#core/time';
import { CommandError, UsageError } from '../command-line.ts';
import type { Given } from '../spec.ts';
import { type Answer, type Change, changeOf, type Deployed, type Surroundings } from './command.ts';
import { holderOf, holding, sayWhoHasIt } from './hold.ts';
import { type LockOn, plannedTargets, readLocks, readWhole, type WholeIncident } from './incidents.ts';
import type { takeOptions } from './specs/incidents.ts';
import { takeAfterPage } from './take-after-page.ts';
import { asJson, moment, paint, shown, targetName } from './text.ts';
import { namedIncident } from './which-incident.ts';

/** `nightshift take`. */
export async function take(
  { values, words }: Given<typeof takeOptions>,
  surroundings: Surroundings,
): Promise<string | Answer> {
  const [word = ''] = words;
  const seconds = spanOf(values.for);
  const change = changeOf({ ...values, why: values.why ?? 'taken over' }, surroundings);
  const deployed = await surroundings.connect(values.environment);
  const whole = await namedIncident(deployed, word, new Date(change.at));
  const { id } = whole.incident;
  const until = plusSeconds(change.at, seconds);
  await refuseUnlessMine(deployed, whole.incident, change, values.from);
  const alive = await close(deployed, whole, change, until);
  const undone = alive ? await standDown(deployed, whole, change) : [];
  // Read again: a step may have begun between the first look and the verdict.
  const now = (await readWhole(deployed.database, id)) ?? whole;
  const untold = await sayWhoHasIt(deployed, now.incident, change, until);
  const locks = await readLocks(deployed.database, plannedTargets(now.incident));
  const kept = locks.filter(({ holder, keptBy }) => holder === id && keptBy);
  return answer({ whole: now, change, until, kept, undone: [...undone, ...untold], json: values.json });
}

function spanOf(text: string): number {
  const [, count, unit] = text.match(/^(\d{1,3})([mh])$/) ?? [];
  const seconds = Number(count) * (unit === 'h' ? 3_600 : 60);
  if (!(seconds >= 60 && seconds <= 12 * 3_600)) {
    throw new UsageError(`--for takes a span from 1m to 12h, not ${JSON.stringify(text)}.`);
  }
  return seconds;
}

/** What another person has is taken from that person by name, so that nobody does it unawares. */
async function refuseUnlessMine(
  { database }: Deployed,
  incident: Incident,
  { by, at }: Change,
  from: string | undefined,
): Promise<void> {
  const locks = await readLocks(database, plannedTargets(incident));
  const holder = holderOf(incident, await outageOf(database, incident), locks, at);
  if (holder && holder.by !== by && holder.by !== from?.trim()) {
    const has = `${shown(holder.by)} has incident ${incident.id} until ${moment(holder.until)}`;
    throw new CommandError(`${has}. To take it over, say --from ${JSON.stringify(holder.by)}.`, 1);
  }
  if (from !== undefined && !holder)
    throw new CommandError(`Nobody has incident ${incident.id}; take it without --from.`, 1);
}

/**
 * The verdict and the locks, together: from then on no stage acts for the incident, whatever else fails.
 * @returns whether there was anything to stand down
 */
async function close(
  deployed: Deployed,
  whole: WholeIncident,
  change: Change,
  until: string,
): Promise<boolean> {
  if (await takeAfterPage(deployed.database, whole.incident, change, until)) return false;
  const { incident, first } = whole.incident.verdict
    ? { incident: whole.incident, first: false }
    : await endFor(deployed, whole, change, until);
  if (first) return true;
  const { id, verdict, summary, takenOver } = incident;
  const ended = takenOver
    ? `${shown(takenOver)} has taken it over`
    : `it has ended as ${verdict}: ${shown(summary)}`;
  throw new CommandError(
    `Incident ${id} can't be taken over any more: ${ended}. Nothing of it is under way.`,
    1,
  );
}

/** Where the outage ends in this very moment there is nothing to hold: the incident is taken all the same. */
async function endFor({ database }: Deployed, whole: WholeIncident, change: Change, until: string) {
  const ending = {
    verdict: 'escalated',
    summary: `taken over by ${change.by}: ${change.why}`,
    stage: 'person',
    takenOver: { by: change.by, keepLocksUntil: until },
  } as const;
  const now = new Date(change.at);
  const items = await holding(database, whole.incident, change, until);
  const closed = await closeIncident(database, whole, ending, now, { items });
  return closed.moved ? closeIncident(database, whole, ending, now) : closed;
}

/** A watched incident, or one whose deadline has just passed, has none. */
const unlessGone = (error: unknown): void => {
  if ((error as Error)?.name !== 'ResourceNotFoundException') throw error;
};

/** Everything after the verdict. What fails here costs a needless page or a wait, never an action. */
async function standDown(
  { database, sfn, scheduler, names }: Deployed,
  { incident }: WholeIncident,
  { by, why }: Change,
): Promise<string[]> {
  const cause = `Taken over by ${by}: ${why}`;
  const stop = new StopExecutionCommand({ executionArn: incident.execution, error: 'TakenOver', cause });
  const disarm = new DeleteScheduleCommand({ Name: incident.id, GroupName: names.deadlineGroup });
  await wakeJoiners(database, sfn, incident.id);
  const done = await Promise.allSettled([sfn.send(stop), scheduler.send(disarm).catch(unlessGone)]);
  const losses = [
    'The execution was not stopped; it goes on to its end without acting',
    'The page deadline was not taken back; it will page',
  ];
  return done.flatMap((one, index) =>
    one.status === 'rejected' ? [`${losses[index]} (${errorText(one.reason)}).`] : [],
  );
}

interface Taken {
  readonly whole: WholeIncident;
  readonly change: Change;
  readonly until: string;
  readonly kept: readonly LockOn[];
  readonly undone: readonly string[];
  readonly json: boolean;
}

function answer({ whole, change, until, kept, undone, json }: Taken): Answer {
  const { id, alarm } = whole.incident;
  const running = kept.filter(({ busyUntil }) => busyUntil > change.at);
  const exitStatus = undone.length > 0 ? 1 : 0;
  if (json) {
    const targets = kept.map(({ target }) => target);
    const still = running.map(({ target, busyUntil }) => ({ target, busyUntil }));
    return {
      text: asJson({ incident: id, ...change, until, locked: targets, stillRunning: still, undone }),
      exitStatus,
    };
  }
  const last = whole.attempts.at(-1);
  const lines = [
    `${paint('bold', `Incident ${id} is yours`)}: ${shown(alarm.name)}. Nightshift does nothing more about it. If it still fires at ${clockTime(until)}, on-call is paged.`,
    `  by ${shown(change.by)} at ${moment(change.at)}: ${shown(change.why)}`,
    ...kept.map(({ target }) => `  locked for you until ${moment(until)}: ${targetName(target)}`),
    ...(kept.length > 0 ? [`  nightshift release ${id} gives it back earlier.`] : ['  It holds no lock.']),
    running.length > 0 && last
      ? `${paint('yellow', 'Still running')}: ${last.step}. ${shown(last.title)}, until ${moment(running[0]?.busyUntil ?? '')} at the latest. ${shown(last.summary)}`
      : 'Nothing of it is running any more.',
    ...undone,
  ];
  return { text: lines.join('\n'), exitStatus };
}
