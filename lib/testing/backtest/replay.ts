import type { Attempt, Incident } from '#core/incident/records';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { iso } from '#core/time';
import { filledFrom } from '../alarm.ts';
import { loadSenders } from '../channels.ts';
import { actionWorld } from '../deployable.ts';
import { findsNothingIn } from '../idle.ts';
import { Night } from '../run.ts';
import type { Built, Stage } from '../world/action-world.ts';
import type { AlarmSetup, AlarmState } from '../world/cloudwatch.ts';
import { places, World } from '../world/world.ts';

export type { AlarmSetup, AlarmState, Shape } from '../world/cloudwatch.ts';

/** One change of an alarm's state, as CloudWatch remembers it. */
export interface Change {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly to: AlarmState;
}

/** An alarm and what it did. The state in its setup is the one before the first change. */
export interface Past {
  readonly alarm: AlarmSetup;
  readonly runbook: DeployedRunbook;
  readonly changes: readonly Change[];
}

/** What became of one alarm that fired. */
export interface Replayed {
  readonly runbook: string;
  readonly alarm: string;
  /** ISO 8601, UTC. */
  readonly firedAt: string;
  /** ISO 8601, UTC: when it was OK again, by its history. @default - not within the time that was read */
  readonly okAt?: string;
  /** What Nightshift would have made of it. @default - nothing: the change reached no runbook */
  readonly incident?: Incident;
  readonly attempts: readonly Attempt[];
}

/** Mode auto, without what history can't tell about: test pages that were acknowledged, approvals, change calendars. */
function asIfTrusted(runbook: DeployedRunbook): DeployedRunbook {
  const { testPages: _, changeCalendars: __, ...guards } = runbook.guards;
  const steps = runbook.steps.map(({ approval: ___, ...step }) => step);
  return { ...runbook, mode: 'auto', guards, steps };
}

/** How long the world runs before the first change, and after the last, in seconds. */
const [before, after] = [3_600, 4 * 3_600];

/**
 * Replays the history of alarms in virtual time, in mode auto, with the definition and handlers as deployed. Alarms do what
 * they did, whatever Nightshift does: actions are assumed to change no alarm. Targets start in a state in which an action can
 * help, since nobody knows what state they were in, and keep what was done to them.
 * @param progress called with the number of changes done
 */
export async function replay(
  pasts: readonly Past[],
  progress: (done: number, of: number) => void = () => {},
): Promise<Replayed[]> {
  const changes = pasts
    .flatMap((past) => past.changes.map((change) => ({ past, change })))
    .sort((one, other) => one.change.at - other.change.at);
  const [first] = changes;
  if (!first) return [];
  await loadSenders();
  const world = new World(iso(first.change.at - before * 1000));
  const runbooks = [...new Set(pasts.map(({ runbook }) => runbook))].map(asIfTrusted);
  const built = await buildOn(world, runbooks, pasts[0]?.alarm);
  for (const { alarm } of pasts) world.cloudwatch.put(alarm);
  agreeWithRecoveries(world, pasts);
  const night = new Night(
    world,
    runbooks,
    [...built.values()].map(({ remedy }) => remedy),
    { startsRunbooks: true },
  );
  night.findsNothing = findsNothingIn(world, 0);
  const seen = new Map<Change, string>();
  for (const [index, { past, change }] of changes.entries()) {
    const { at, to } = change;
    await passTo(world, at);
    if (to === 'ALARM') provide(past, built);
    world.cloudwatch.set(past.alarm.name, to);
    seen.set(change, iso(world.clock.now()));
    progress(index + 1, changes.length);
  }
  await passTo(world, world.clock.milliseconds + after * 1000);
  return pasts.flatMap((past) => firingsOf(past, night, seen));
}

async function buildOn(
  world: World,
  runbooks: readonly DeployedRunbook[],
  alarm: AlarmSetup | undefined,
): Promise<ReadonlyMap<string, Built>> {
  const [, partition = 'aws', , region = places.region, account = places.account] = (
    alarm?.arn ?? world.cloudwatch.arnOf('')
  ).split(':');
  const stage: Stage = { world, place: { partition, region, account }, effect: () => {} };
  const ids = new Set(runbooks.flatMap(({ steps }) => steps.map(({ action }) => action)));
  const parts = await Promise.all([...ids].map(actionWorld));
  return new Map(parts.map((part) => [part.action.id, part.build(stage)]));
}

/** Creates each step's target, in a state in which its action can help. */
function provide({ alarm, runbook }: Past, built: ReadonlyMap<string, Built>): void {
  for (const step of runbook.steps) {
    const its = built.get(step.action);
    const parameters = its?.remedy.action.parameters.safeParse(filledFrom(alarm, step.parameters));
    // Leave parameters that don't fit the schema for Admit to refuse.
    if (parameters?.success) its?.provide(parameters.data);
  }
}

/** Keeps the second metric healthy, so that it agrees with every recovery: its own history is not read. */
function agreeWithRecoveries(world: World, pasts: readonly Past[]): void {
  for (const { alarm, runbook } of pasts) {
    const { andMetric } = runbook.recovered;
    if (!andMetric) continue;
    const dimensions = filledFrom(alarm, andMetric.dimensions) as Record<string, string>;
    world.cloudwatch.report(andMetric.namespace, andMetric.metricName, dimensions, andMetric.atLeast);
  }
}

/** Lets time pass day by day, since one run of the clock lasts a week at most. */
async function passTo(world: World, at: number): Promise<void> {
  while (world.clock.milliseconds < at) {
    await world.clock.advance(Math.min(86_400, (at - world.clock.milliseconds) / 1000));
  }
}

/** @param seen when each change happened in the world, to the millisecond */
function firingsOf(
  { alarm, runbook, changes }: Past,
  night: Night,
  seen: ReadonlyMap<Change, string>,
): Replayed[] {
  const states = [alarm.state ?? 'OK', ...changes.map(({ to }) => to)];
  return changes.flatMap((fired, index): Replayed[] => {
    if (fired.to !== 'ALARM' || states[index] === 'ALARM') return [];
    const ok = changes.slice(index + 1).find((change) => change.to === 'OK');
    const incident = night.incidents(
      (one) => one.alarm.name === alarm.name && one.since === seen.get(fired),
    )[0];
    return [
      {
        runbook: runbook.id,
        alarm: alarm.name,
        firedAt: iso(fired.at),
        ...(ok ? { okAt: iso(ok.at) } : {}),
        ...(incident ? { incident } : {}),
        attempts: incident ? night.record(incident.id).attempts : [],
      },
    ];
  });
}
