import { randomUUID } from 'node:crypto';
import type { Action } from '#core/action/define-action';
import type { Reason } from '#core/reasons/reason';
import { errorText } from '#core/text';
import { epochSeconds, iso, plusSeconds } from '#core/time';
import { isDue, weekBegan } from '#drill/draw';
import { type Drill, drillId } from '#drill/drill';
import type { Injector } from '#drill/injector';
import { type Declared, requestOf } from '#drill/request';
import { begin, finish, look } from '#drill/run';
import type { DrillRequest, DrillServices } from '#drill/services';
import { drillsSince, skipDrill } from '#drill/store';

export interface ScheduleServices extends Omit<DrillServices, 'injector'> {
  readonly injectorOf: (id: string) => Injector;
  readonly environment: string;
  readonly declared: readonly Declared[];
  readonly actions: Readonly<Record<string, Action>>;
}

/** Longer than any drill is open, in seconds. */
const openAtMost = 86_400;

/** The name on record of a scheduled drill. */
export const scheduler = 'the schedule of the environment';

/**
 * Runs every minute: judges the current drill, or begins one that is due. One that may not begin is skipped for this week, with
 * the reason on record.
 */
export async function drillBySchedule(services: ScheduleServices): Promise<{ readonly did: string }> {
  const { database, now } = services;
  const week = weekBegan(now());
  // One that began before the week may still be open.
  const known = await drillsSince(database, plusSeconds(week, -openAtMost));
  const open = known.find(({ verdict, by }) => !verdict && by === scheduler);
  if (open) return { did: await goOn(open, services) };
  for (const declared of services.declared) {
    const ofThisWeek = known.filter(({ at }) => at >= week);
    if (!isDueNow(declared, ofThisWeek, now())) continue;
    return { did: await beginOrSkip(declared, services) };
  }
  return { did: 'nothing is due' };
}

/** Faults made by hand have no schedule. One drill a week is enough, even if it was skipped. */
function isDueNow(
  { environment, drills: { schedule, hours }, drill, runbook }: Declared,
  known: readonly Drill[],
  now: Date,
): boolean {
  if (!schedule || !hours || drill.fault.injector === 'by-hand') return false;
  const isDone = known.some((one) => one.runbook === runbook.id && one.by === scheduler);
  return !isDone && isDue(runbook.id, environment, { ...schedule, hours }, now);
}

const servicesFor = (injector: string, services: ScheduleServices): DrillServices => ({
  ...services,
  injector: services.injectorOf(injector),
});

async function goOn(drill: Drill, services: ScheduleServices): Promise<string> {
  const its = servicesFor(drill.fault.injector, services);
  const found = await look(drill, its);
  if (!found.over) return `${drill.id} goes on`;
  const runbook = services.declared.find((declared) => declared.runbook.id === drill.runbook)?.runbook;
  const { verdict } = await finish(found, runbook?.version, its);
  return `${drill.id}: ${verdict}`;
}

async function beginOrSkip(declared: Declared, services: ScheduleServices): Promise<string> {
  const request = { ...requestOf(declared, services.actions), by: scheduler, why: 'a drill by chance' };
  const began = await begin(request, servicesFor(request.fault.injector, services)).catch(
    (error: unknown) => ({
      not: [{ code: 'drill-not-injected', facts: { error: errorText(error) } }] as const,
    }),
  );
  if (!('not' in began)) return `${began.id} has begun`;
  const [reason] = began.not;
  if (reason) await skipDrill(services.database, skipped(request, reason, services.now()));
  return `${declared.runbook.id} is skipped: ${reason?.code}`;
}

function skipped(request: DrillRequest, reason: Reason, now: Date): Drill {
  const at = iso(now);
  const { environment, runbook, alarm, fault, expects, by, why } = request;
  return {
    ...{ id: drillId(at, randomUUID().slice(0, 8)), environment, runbook: runbook.id, expects, by, why, at },
    alarm: { arn: '', name: alarm },
    targets: [],
    fault: { ...fault, endsAt: at },
    settleSeconds: 0,
    until: at,
    verdict: 'skipped',
    reason,
    endedAt: at,
    expiresAt: epochSeconds(now) + 400 * 86_400,
  };
}
