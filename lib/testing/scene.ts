import type { DeployedRunbook, Mode } from '#core/runbook/runbook';
import type { RunbookSpec } from '#define/index';
import type { Values } from '#define/values';
import { alarmFor, filledFrom, secondsUntilAlarm, signalsFor } from './alarm.ts';
import { loadSenders } from './channels.ts';
import { actionWorld, type Deployable, deployable } from './deployable.ts';
import { carriesOut, ImpossibleFault, planFault, stepNumber } from './faults.ts';
import { letAnswer } from './person.ts';
import { Night } from './run.ts';
import type { Surroundings } from './surroundings.ts';
import type { ActionWorld, Stage, StepFault } from './world/action-world.ts';
import type { AlarmChange, AlarmSetup } from './world/cloudwatch.ts';
import { currentInvocation } from './world/invocation.ts';
import { SimulatedService } from './world/service.ts';
import { places, World } from './world/world.ts';

/** What a night is like. */
export interface NightOptions {
  /** The step that heals the service: its number (from 1) or its action's id. @default - nothing helps */
  readonly healsAt?: number | string | undefined;
  /** What goes wrong with steps, by number or action's id. @default - nothing */
  readonly faults?: Readonly<Record<string, StepFault>> | undefined;
  /** @default - the runbook's own mode */
  readonly mode?: Mode | undefined;
  /**
   * What a person answers half a minute after a step asks for approval: `true` approves every step, `false` denies every step;
   * or an answer for each step, by number or action's id. @default - nobody answers
   */
  readonly approves?: boolean | Readonly<Record<string, boolean>> | undefined;
  /** Values that an environment would fill in. @default - each value is its own name */
  readonly values?: Values | undefined;
  /** How the alarm is set up. @default - by the runbook, evaluated every minute */
  readonly alarm?: Partial<AlarmSetup> | undefined;
  /** ISO 8601, UTC: when the alarm goes to ALARM. @default - shortly after 03:00 on March 1 */
  readonly alarmAt?: string | undefined;
  /** Virtual seconds that each call takes, except invocations of functions, which add none. @default 0.02 */
  readonly latency?: number | undefined;
  /** Seed of the jitter in backoff. @default 1 */
  readonly seed?: number | undefined;
  /** The service works until whoever set up the night breaks it. @default - it breaks as the night begins */
  readonly works?: boolean | undefined;
  readonly surroundings?: Surroundings | undefined;
}

/** A night before anything has happened: a broken service, its alarm still OK, the runbook deployed. */
export interface Scene {
  readonly world: World;
  readonly night: Night;
  readonly runbook: DeployedRunbook;
  readonly alarm: AlarmSetup;
  readonly service: SimulatedService;
  /** The number of the step that helps; undefined if none does. */
  readonly healsAt: number | undefined;
  /** What the alarm did, in order. */
  readonly changes: readonly AlarmChange[];
  /** Faults that were asked for and have not happened (yet), by step. */
  readonly missed: () => ReadonlyArray<{ readonly step: number; readonly fault: StepFault }>;
}

/** Sets up a night. @throws ImpossibleFault */
export async function setUp(
  authored: RunbookSpec | DeployedRunbook,
  options: NightOptions = {},
): Promise<Scene> {
  const { values, mode, alarmAt, seed, latency = 0.02 } = options;
  await loadSenders();
  const given = deployable(authored, { values, mode });
  const { runbook } = given;
  const parts = await Promise.all(runbook.steps.map(({ action }) => actionWorld(action)));
  const alarm = alarmFor(given, options.alarm ?? {});
  const start =
    alarmAt === undefined
      ? undefined
      : new Date(Date.parse(alarmAt) - secondsUntilAlarm(alarm) * 1000).toISOString();
  const world = new World(start, seed);
  world.wire.latency = ({ service }) => (service === 'lambda' ? 0 : latency);
  const service = serviceBehind(world, given, alarm);
  if (!options.works) service.break();
  const healsAt = options.healsAt === undefined ? undefined : stepNumber(runbook, options.healsAt);
  const faults = faultsByStep(runbook, options.faults ?? {});
  const planned = [...faults].map(([step, fault]) => {
    const part = parts[step - 1];
    if (!part) throw new ImpossibleFault(`There is no step ${step}.`);
    return { step, fault, struck: planFault(world, part, step, fault) };
  });
  const answers = answersOf(runbook, options.approves);
  const changed = new Set<number>();
  const stage: Stage = {
    world,
    place: placeOf(world, alarm),
    effect: (_target, afterSeconds) => {
      const payload = currentInvocation()?.payload;
      const step = runbook.steps.findIndex((_, index) => carriesOut(payload, index + 1)) + 1;
      changed.add(step);
      if (step === healsAt && faults.get(step) !== 'no-effect') service.heal(afterSeconds);
    },
  };
  const remedies = furnish(runbook, alarm, parts, stage);
  const night = new Night(world, [runbook], remedies, {
    startsRunbooks: true,
    reconcileEvery: 300,
    ...options.surroundings,
  });
  letAnswer(world, (_incident, step) => answers.get(step));
  const changes: AlarmChange[] = [];
  const pass = world.cloudwatch.onChange;
  world.cloudwatch.onChange = (change) => {
    changes.push(change);
    pass(change);
  };
  const missed = () => planned.filter(({ step, struck }) => !(struck ? struck() : changed.has(step)));
  return { world, night, runbook, alarm, service, healsAt, changes, missed };
}

function faultsByStep(
  runbook: DeployedRunbook,
  given: NonNullable<NightOptions['faults']>,
): ReadonlyMap<number, StepFault> {
  const faults = new Map<number, StepFault>();
  for (const [named, fault] of Object.entries(given)) {
    const step = stepNumber(runbook, named);
    if (faults.has(step))
      throw new ImpossibleFault(`Step ${step} can meet one fault in a night, and two were given.`);
    faults.set(step, fault);
  }
  return faults;
}

/** Whether a person approves each step, by its number. */
function answersOf(runbook: DeployedRunbook, approves: NightOptions['approves'] = {}): Map<number, boolean> {
  if (typeof approves === 'boolean') return new Map(runbook.steps.map((_, index) => [index + 1, approves]));
  return new Map(Object.entries(approves).map(([step, does]) => [stepNumber(runbook, step), does]));
}

/** Creates the alarm, and the service behind it, which has worked so far. */
function serviceBehind(world: World, { runbook }: Deployable, alarm: AlarmSetup): SimulatedService {
  world.cloudwatch.put(alarm);
  const period = Math.min(60, alarm.period ?? 60);
  const signals = signalsFor(runbook, alarm);
  const service = new SimulatedService(world.clock, world.cloudwatch, signals, period);
  service.hasWorkedFor(((alarm.evaluationPeriods ?? 1) + 2) * (alarm.period ?? 60));
  return service;
}

function placeOf(world: World, { name }: AlarmSetup): Stage['place'] {
  const [, partition = 'aws', , region = places.region, account = places.account] = world.cloudwatch
    .arnOf(name)
    .split(':');
  return { partition, region, account };
}

/** Builds every action's part of the world, and creates in it what the steps' parameters name. */
function furnish({ steps }: DeployedRunbook, alarm: AlarmSetup, parts: readonly ActionWorld[], stage: Stage) {
  const built = new Map([...new Set(parts)].map((part) => [part.action.id, part.build(stage)]));
  for (const step of steps) {
    const part = parts.find(({ action }) => action.id === step.action);
    const parameters = part?.action.parameters.safeParse(filledFrom(alarm, step.parameters));
    // Leave parameters that don't fit the schema for Admit to refuse.
    if (parameters?.success) built.get(step.action)?.provide(parameters.data);
  }
  return [...built.values()].map(({ remedy }) => remedy);
}
