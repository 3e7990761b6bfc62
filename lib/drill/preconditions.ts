import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { type AlarmReading, type NoReading, readAlarm } from '#core/alarm/alarm';
import { calendarState } from '#core/aws/calendar';
import { hoursInWords, isWithin, nowInWords } from '#core/drill/hours';
import { asked, refusal } from '#core/guards/derived';
import { recallAlarm } from '#core/incident/alarm-memory';
import { notNamed, resourceOf } from '#core/incident/drilled';
import { massFailureNow, readMassFailure } from '#core/incident/mass-failure';
import type { AlarmMemory } from '#core/incident/memory';
import { planSteps, touched } from '#core/incident/plan';
import type { Incident, PlannedStep } from '#core/incident/records';
import { runLimitsOf } from '#core/incident/run-limits';
import { readRuns } from '#core/incident/runs';
import { because, inLine, type Reason, reasonText } from '#core/reasons/reason';
import { adopts } from '#core/runbook/runbook';
import { effectiveMode, readSwitches, stopped } from '#core/switches/modes';
import { openIndex } from '#core/table/keys';
import { allItemsOf } from '#core/table/query-items';
import { plusSeconds } from '#core/time';
import type { DrillRequest, DrillServices } from './services.ts';
import { drillsSince } from './store.ts';

/** How many drills a day are allowed by default. */
const perDayUsually = 2;

/** What a drill begins with. */
export interface Ready {
  readonly alarm: AlarmReading;
  readonly memory: AlarmMemory;
  readonly plan: readonly PlannedStep[];
}

/**
 * Whether a drill may begin: nothing is wrong now, nothing would keep the runbook from acting, and it stays within its limits.
 * Reads only.
 * @returns what it begins with, or every reason why it may not
 */
export async function mayBegin(
  request: DrillRequest,
  services: DrillServices,
): Promise<Ready | { readonly not: readonly Reason[] }> {
  const { runbook } = request;
  const reading = await readAlarm(services.cloudwatch, request.alarm);
  if ('unreadable' in reading) return { not: [reading.unreadable] };
  const planned = planSteps(runbook, reading, services.place, services.actions);
  if ('noPlan' in planned) return { not: [because('drill-no-plan', { why: reasonText(planned.noPlan) })] };
  const plan = planned.steps;
  const memory = await recallAlarm(services.database, reading.arn);
  const found = await Promise.all([
    alarmIsOk(request, reading),
    withinLeash(request, plan, services),
    nothingIsOpen(request, memory, plan, services),
    nothingForbids(request, plan, services),
  ]);
  const not = found.flat();
  return not.length > 0 ? { not } : { alarm: reading, memory, plan };
}

function alarmIsOk({ runbook, alarm }: DrillRequest, reading: AlarmReading): Reason[] {
  if (!adopts(runbook.adopts, alarm)) return [because('not-adopted', { runbook: runbook.id, alarm })];
  if (reading.silenced) return [because('drill-alarm', { alarm, state: 'kept quiet' })];
  return reading.state === 'OK' ? [] : [because('drill-alarm', { alarm, state: `in ${reading.state}` })];
}

async function withinLeash(
  { environment, runbook, hours, perDay = perDayUsually }: DrillRequest,
  plan: readonly PlannedStep[],
  { database, now }: DrillServices,
): Promise<Reason[]> {
  const { drills } = runbook;
  if (!drills) return [because('drill-not-declared', { runbook: runbook.id, environment })];
  const beyond = notNamed(plan, { targets: plan.flatMap(touched) }, drills.targets);
  const today = await drillsSince(database, plusSeconds(now(), -86_400));
  const count = today.filter(({ verdict }) => verdict !== 'skipped').length;
  return [
    ...beyond.map((target) => because('drill-target', { drill: 'this drill', target: resourceOf(target) })),
    ...(count >= perDay ? [because('drill-per-day', { count, most: perDay })] : []),
    ...(hours && !isWithin(hours, now())
      ? [because('drill-hours', { now: nowInWords(hours, now()), hours: hoursInWords(hours) })]
      : []),
  ];
}

/** No incident is open on the alarm, of the runbook, or on what it would touch, and no mass failure lasts. */
async function nothingIsOpen(
  { runbook }: DrillRequest,
  { lastIncident }: AlarmMemory,
  plan: readonly PlannedStep[],
  { database, now }: DrillServices,
): Promise<Reason[]> {
  const open = (await allItemsOf(database, {
    IndexName: openIndex.name,
    KeyConditionExpression: '#open = :open',
    ExpressionAttributeNames: { '#open': openIndex.partitionKey },
    ExpressionAttributeValues: { ':open': 'OPEN' },
  })) as unknown as Incident[];
  const targets = new Set(plan.flatMap((step) => step.targets));
  const inTheWay = open.filter(
    (incident) =>
      incident.id === lastIncident ||
      incident.runbook.id === runbook.id ||
      incident.plan.some((step) => step.targets.some((target) => targets.has(target))),
  );
  const massFailure = massFailureNow(await readMassFailure(database), now());
  return [
    ...inTheWay.map(({ id }) => because('drill-incident-open', { incident: id })),
    ...(massFailure ? [because('drill-mass-failure', { massFailure: massFailure.id })] : []),
  ];
}

/** A fault that the runbook may not act on would prove nothing. */
async function nothingForbids(
  { runbook, control }: DrillRequest,
  plan: readonly PlannedStep[],
  services: DrillServices,
): Promise<Reason[]> {
  const { database, now } = services;
  const switches = await readSwitches(database, now());
  const stop = stopped(switches);
  const { mode, because: switched } = effectiveMode(runbook.id, runbook.mode, switches);
  const off = switched ?? (mode === 'off' ? because('mode-off', { runbook: runbook.id }) : undefined);
  return [
    ...(stop ? [stop] : []),
    ...(off ? [because('drill-mode', { mode: reasonText(off) })] : []),
    ...(control ? [] : await guardsAgainst(runbook, plan, services)),
  ];
}

async function guardsAgainst(
  { id, guards }: DrillRequest['runbook'],
  plan: readonly PlannedStep[],
  { database, cloudwatch, ssm, now }: DrillServices,
): Promise<Reason[]> {
  const { calendars, alarms = [] } = asked(guards);
  const calendar = calendars && (await calendarState(ssm, calendars));
  const states = await Promise.all(
    alarms.map(async (name) => [name, await stateOf(cloudwatch, name)] as const),
  );
  const outright = refusal('always', guards, {
    answers: { ...(calendar ? { calendars: calendar } : {}), alarms: Object.fromEntries(states) },
  });
  const limited = await Promise.all(
    [...new Set(plan.flatMap(touched))].map(async (target) =>
      refusal('target', guards, {
        target: resourceOf(target),
        limits: runLimitsOf(await readRuns(database, target, id), guards, now()),
        now: now(),
      }),
    ),
  );
  return [outright, ...limited].flatMap((refused) =>
    refused ? [because('drill-guard', { guard: reasonText(inLine(refused)) })] : [],
  );
}

async function stateOf(cloudwatch: CloudWatchClient, name: string) {
  const reading: AlarmReading | NoReading = await readAlarm(cloudwatch, name);
  return 'unreadable' in reading ? { unreadable: reasonText(reading.unreadable) } : { state: reading.state };
}
