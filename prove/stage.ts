import type { DeployedRunbook } from '../lambdas/shared/runbook.ts';
import { alarmFor, filledFrom, signalsFor } from '../rehearsal/alarm.ts';
import { actionWorld, deployable } from '../rehearsal/deployable.ts';
import { Night } from '../rehearsal/run.ts';
import type { ActionWorld, Stage } from '../rehearsal/world/action-world.ts';
import type { AlarmChange, AlarmSetup } from '../rehearsal/world/cloudwatch.ts';
import { currentInvocation } from '../rehearsal/world/invocation.ts';
import { seededRandom } from '../rehearsal/world/random.ts';
import { SimulatedService } from '../rehearsal/world/service.ts';
import { places, World } from '../rehearsal/world/world.ts';
import { specOf } from './cast.ts';
import type { Part, Story } from './story.ts';

/** One part on stage: its runbook deployed, its alarm, the service behind it. */
export interface Player {
  readonly part: Part;
  readonly runbook: DeployedRunbook;
  readonly alarm: AlarmSetup;
  readonly arn: string;
  readonly service: SimulatedService;
}

/** A change of an alarm's state, as it really was. */
export interface Change extends AlarmChange {
  readonly player: Player;
}

/** A story's world before anything has happened. */
export interface Theatre {
  readonly world: World;
  readonly night: Night;
  readonly players: readonly Player[];
  readonly changes: Change[];
  /** The calls that change what actions are about, e.g. `ecs.UpdateService`. */
  readonly changing: ReadonlySet<string>;
}

/** How long a call takes where nothing else is said, in seconds. */
const usualLatency = 0.02;

/** Sets up a story: every runbook deployed, every alarm OK, every service about to break. */
export async function raise(story: Story): Promise<Theatre> {
  const world = new World(undefined, story.seed);
  const chance = seededRandom(story.seed);
  const { jitter } = story;
  world.wire.latency = ({ service }) =>
    service === 'lambda' ? 0 : jitter ? chance() * jitter : usualLatency;
  const players = story.parts.map((part, index) => enter(world, part, index));
  const parts = await Promise.all(
    players.map(({ runbook }) => Promise.all(runbook.steps.map(({ action }) => actionWorld(action)))),
  );
  const worlds = [...new Set(parts.flat())];
  const night = new Night(
    world,
    players.map(({ runbook }) => runbook),
    furnish(players, worlds, stageOf(world, players)),
    { startsRunbooks: true, reconcileEvery: 300 },
  );
  const changes: Change[] = [];
  const pass = world.cloudwatch.onChange;
  world.cloudwatch.onChange = (change) => {
    const player = players.find(({ arn }) => arn === change.arn);
    if (player) changes.push({ ...change, player });
    pass(change);
  };
  return { world, night, players, changes, changing: new Set(worlds.flatMap((one) => one.changes)) };
}

function enter(world: World, part: Part, index: number): Player {
  const given = deployable(specOf(part, index));
  const alarm = alarmFor(given, {});
  world.cloudwatch.put(alarm);
  const period = Math.min(60, alarm.period ?? 60);
  const service = new SimulatedService(
    world.clock,
    world.cloudwatch,
    signalsFor(given.runbook, alarm),
    period,
  );
  const { after = 0 } = part;
  if (after === 0) service.break();
  else world.clock.after(after, () => service.break());
  return { part, runbook: given.runbook, alarm, arn: world.cloudwatch.arnOf(alarm.name), service };
}

/** What an action's own world needs; a fix heals the service of the incident that it belongs to, and others that share it. */
function stageOf(world: World, players: readonly Player[]): Stage {
  return {
    world,
    place: { partition: 'aws', region: places.region, account: places.account },
    effect: (_target, afterSeconds) => {
      const { step, execution = '' } = (currentInvocation()?.payload ?? {}) as {
        step?: number;
        execution?: string;
      };
      const acting = players.find(({ runbook }) => execution.includes(`:nightshift-${runbook.id}:`));
      if (!acting || acting.part.healsAt !== step) return;
      for (const { part, service } of players) {
        if (part === acting.part || part.healsWithOthers) service.heal(afterSeconds);
      }
    },
  };
}

function furnish(players: readonly Player[], worlds: readonly ActionWorld[], stage: Stage) {
  const built = new Map(worlds.map((part) => [part.action.id, { part, ...part.build(stage) }]));
  for (const { runbook, alarm } of players) {
    for (const step of runbook.steps) {
      const one = built.get(step.action);
      const parameters = one?.part.action.parameters.safeParse(filledFrom(alarm, step.parameters));
      if (parameters?.success) one?.provide(parameters.data);
    }
  }
  return [...built.values()].map(({ remedy }) => remedy);
}
