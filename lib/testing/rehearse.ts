import type { Attempt, Incident, TimelineEntry, Verdict } from '#core/incident/records';
import type { DeployedRunbook } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import { secondsUntilAlarm } from './alarm.ts';
import type { Ended } from './interpret.ts';
import { leasesIn, leftBehind } from './left-behind.ts';
import { type NightOptions, type Scene, setUp } from './scene.ts';
import type { StepFault } from './world/action-world.ts';
import type { Message } from './world/sns.ts';
import { places } from './world/world.ts';

export { ImpossibleFault } from './faults.ts';
export { type NightOptions, type Scene, setUp } from './scene.ts';
export { type StepFault, stepFaults } from './world/action-world.ts';

export interface RehearseOptions extends NightOptions {
  /** Plans whatever else should happen, before the night begins: `world.wire.fail(…)`, `night.events.disturb(…)`. */
  readonly arrange?: ((scene: Scene) => void) | undefined;
  /** Goes on until every temporary change is restored, or a person was told that it is not. @default false */
  readonly untilRestored?: boolean | undefined;
}

/** One night, from the moment the service broke until everything is quiet again. */
export interface Rehearsal {
  readonly runbook: DeployedRunbook;
  /** Undefined if the engine reached none: then only the deadline or the sweeper has paged. */
  readonly verdict: Verdict | undefined;
  readonly incident: Incident | undefined;
  readonly attempts: readonly Attempt[];
  readonly timeline: readonly TimelineEntry[];
  readonly states: Ended['states'];
  /** The execution's own end. */
  readonly execution: Pick<Ended, 'arn' | 'status' | 'error' | 'cause' | 'output'>;
  /** Actions that were sent to the world, in order. */
  readonly tried: readonly string[];
  /** What on-call's phones showed, over either path. */
  readonly pages: readonly Message[];
  /** Requests for approval that rang the same phones: each asks for an answer, not for someone to take over. */
  readonly requests: readonly Message[];
  /** What the owner's channel showed. */
  readonly notices: readonly Message[];
  /** ISO 8601, UTC: when the alarm went to ALARM, and by when a person has to be paged. */
  readonly since: string;
  readonly deadline: string;
  /** From the alarm to the verdict, in seconds. */
  readonly seconds: number | undefined;
  /** Locks, tokens, schedules and executions that are still there, one sentence each. */
  readonly leftBehind: readonly string[];
  /** Faults that were asked for but never happened. */
  readonly missedFaults: ReadonlyArray<{ readonly step: number; readonly fault: StepFault }>;
  /** The night itself, for whatever else a test wants to know. */
  readonly scene: Scene;
}

/** How long a rehearsal goes on after a verdict, for late events and workers that are about to end, in seconds. */
const afterwards = 60;

/**
 * Rehearses one night of a runbook in virtual time: a service breaks, its alarm fires, and the deployed definition runs with
 * the real handlers until everything is quiet.
 * @throws ImpossibleFault for a step that doesn't exist, or a fault that its action can't have
 */
export async function rehearse(
  runbook: RunbookSpec | DeployedRunbook,
  options: RehearseOptions = {},
): Promise<Rehearsal> {
  const scene = await setUp(runbook, options);
  options.arrange?.(scene);
  return play(scene, options);
}

/** Plays a night that was set up, from the broken service until everything is quiet again. */
export async function play(
  scene: Scene,
  { untilRestored = false }: Pick<RehearseOptions, 'untilRestored'> = {},
): Promise<Rehearsal> {
  const { world, night, runbook } = scene;
  const { clock } = world;
  const started = new Promise<void>((resolve) => {
    night.onStart = resolve;
  });
  // Twice as long as the alarm takes, plus time for the event to arrive.
  const patience = 2 * secondsUntilAlarm(scene.alarm) + 600;
  await clock.run(() => Promise.race([started, clock.sleep(patience)]));
  const [first] = night.running.values();
  if (!first)
    throw new Error(`The alarm ${scene.alarm.name} did not start runbook ${runbook.id} in ${patience} s.`);
  const since = sinceOf(world.stepFunctions.executions.get(first.arn)?.input);
  const deadline = new Date(Date.parse(since) + runbook.page.pageBySeconds * 1000).toISOString();
  // Wait for a hung execution only until five minutes after a person has to be paged.
  const overdue = Date.parse(deadline) + 300_000;
  await clock.run(() => Promise.race([quiet(night), clock.sleep((overdue - clock.milliseconds) / 1000)]));
  const ended = world.stepFunctions.executions.get(first.arn)?.status !== 'RUNNING';
  const end = ended ? await clock.run(() => first.ended) : undefined;
  // The sweeper ends what the engine could not.
  const isOver = () =>
    clock.milliseconds >= overdue || night.incidents(({ open }) => open !== undefined).length === 0;
  await clock.run(() => clock.until(isOver, 30));
  await clock.advance(afterwards);
  // This terminates: a person is told when the lease's time is up, if not earlier.
  const isSettled = () => leasesIn(world).every(({ toldAt, overdueToldAt }) => toldAt ?? overdueToldAt);
  if (untilRestored) await clock.run(() => clock.until(isSettled, 30));
  return told(scene, end, { since, deadline, arn: first.arn });
}

/** Settles once no execution is running, including those that start in the meantime. */
async function quiet({ running }: Scene['night']): Promise<void> {
  for (let known = 0; known < running.size; ) {
    known = running.size;
    await Promise.all([...running.values()].map(({ ended }) => ended));
  }
}

const sinceOf = (event: unknown): string => {
  const { detail } = event as { detail?: { state?: { timestamp?: string } } };
  return new Date((detail?.state?.timestamp ?? '').replace('+0000', 'Z')).toISOString();
};

function told(
  scene: Scene,
  ended: Ended | undefined,
  { since, deadline, arn }: { since: string; deadline: string; arn: string },
): Rehearsal {
  const { world, night, runbook, missed } = scene;
  const incidents = night.incidents();
  const incident = incidents.find((one) => one.since === since) ?? incidents[0];
  const { attempts, timeline } = night.record(incident?.id ?? '');
  const { page, backup, notice } = places.topics;
  const end = incident?.verdictAt;
  const rang = world.sns.messages.filter(({ topic }) => topic === page || topic === backup);
  return {
    runbook,
    incident,
    attempts,
    timeline: inOrder(timeline),
    verdict: incident?.verdict,
    states: ended?.states ?? [],
    execution: ended ?? { arn, status: 'RUNNING' },
    tried: attempts
      .filter(({ state }) => state === 'acted' || state === 'started')
      .map(({ action }) => action),
    pages: rang.filter((message) => !isRequest(message)),
    requests: rang.filter(isRequest),
    notices: world.sns.on(notice),
    since,
    deadline,
    seconds: end === undefined ? undefined : (Date.parse(end) - Date.parse(since)) / 1000,
    leftBehind: leftBehind({ world, running: night.running, incidents }),
    missedFaults: missed(),
    scene,
  };
}

/** Entries in order of time; those of the same moment stay in the order in which they were written. */
const inOrder = (timeline: readonly TimelineEntry[]): TimelineEntry[] =>
  [...timeline].sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));

/** Requests for approval have deduplication keys of their own. */
const isRequest = ({ deduplicationKey = '' }: Message): boolean => /\/approval-\d+$/.test(deduplicationKey);
