import { actions } from '#action/register';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { alarmFor, filledFrom, signalsFor } from '#testing/alarm';
import { actionWorld } from '#testing/deployable';
import { Night } from '#testing/run';
import type { ActionWorld, Stage } from '#testing/world/action-world';
import type { AlarmChange, AlarmSetup } from '#testing/world/cloudwatch';
import { currentInvocation } from '#testing/world/invocation';
import { randomOf } from '#testing/world/random';
import { SimulatedService } from '#testing/world/service';
import { places, World } from '#testing/world/world';
import { unlikeWritten } from './as-written.ts';
import { deployedOf, foreignService, serviceDimension, specOf } from './cast.ts';
import { denyTags, describeLate, forgeEvents } from './describe.ts';
import { type Drilled, letDrill } from './drills.ts';
import { endedIn, type Transaction, type WorkEnd, writtenIn } from './kept.ts';
import { letWorkFail, placesOf } from './kinds.ts';
import { letDeploy } from './leases.ts';
import { inOrderOf } from './order.ts';
import { type Done, letAct } from './people.ts';
import type { Circumstance, Part, Story } from './story.ts';
import { letBlow } from './weather.ts';

/** One part on stage: its deployed runbook, its alarm, and the service behind it. */
export interface Player {
  readonly part: Part;
  readonly runbook: DeployedRunbook;
  readonly alarm: AlarmSetup;
  readonly arn: string;
  readonly service: SimulatedService;
  /** ARNs that each step touches, in the order of the steps, and the same with what those lie in. */
  readonly targets: ReadonlyArray<readonly string[]>;
  readonly places: ReadonlyArray<readonly string[]>;
}

/** A change of an alarm's state, as it really happened. */
export interface Change extends AlarmChange {
  readonly player: Player;
}

/** A story's world before anything has happened. */
export interface Setup {
  readonly world: World;
  readonly night: Night;
  readonly players: readonly Player[];
  readonly changes: Change[];
  /** What people did. */
  readonly done: Done[];
  /** Drills, as they really happened. */
  readonly drills: Drilled[];
  /** How work that steps began really ended, in order. */
  readonly ended: WorkEnd[];
  /** Every transaction that was written, in the order in which they took effect. */
  readonly written: readonly Transaction[];
  /** The calls that change what actions act on, e.g. `ecs.UpdateService`. */
  readonly changing: ReadonlySet<string>;
}

/** How long a call takes in a story without `jitter`, in seconds. */
const usualLatency = 0.02;

/** Sets up a story: every runbook deployed, every alarm OK, every service about to break. */
export async function raise(story: Story): Promise<Setup> {
  const world = new World(undefined, story.seed);
  const ofCall = randomOf(story.seed);
  const { jitter, order, lag = 0 } = story;
  world.wire.latency = ({ service, name }) =>
    service === 'lambda' ? 0 : jitter ? ofCall(name) * jitter : usualLatency;
  if (order !== undefined) inOrderOf(order, world);
  const players = story.parts.map((part, index) => enter(world, part, index));
  const parts = await Promise.all(
    players.map(({ runbook }) => Promise.all(runbook.steps.map(({ action }) => actionWorld(action)))),
  );
  const worlds = [...new Set(parts.flat())];
  const stage = stageOf(world, players);
  const night = new Night(
    world,
    players.map(({ runbook }) => runbook),
    furnish(players, worlds, stage),
    {
      startsRunbooks: true,
      reconcileEvery: 300,
      diagnoses: story.diagnoses ?? false,
      hasAnswerPage: story.byLink ?? false,
    },
  );
  const changes: Change[] = [];
  const setup: Setup = {
    world,
    night,
    players,
    changes,
    done: [],
    drills: [],
    ended: endedIn(world),
    written: writtenIn(world),
    changing: new Set(worlds.flatMap((one) => one.changes)),
  };
  letWorkFail(stage);
  letAct(story, setup);
  letDeploy(story, stage);
  letDrill(setup);
  if (lag > 0 || players.some(({ part }) => part.given === 'late description'))
    describeLate(world, changes, lag);
  if (players.some(({ part }) => part.given === 'change freeze')) world.systemsManager.state = 'CLOSED';
  forgeEvents(night, players);
  denyTags(world, players);
  letBlow(story, setup);
  const pass = world.cloudwatch.onChange;
  world.cloudwatch.onChange = (change) => {
    const player = players.find(({ arn }) => arn === change.arn);
    if (player) changes.push({ ...change, player });
    pass(change);
  };
  return setup;
}

function enter(world: World, part: Part, index: number): Player {
  const given = deployedOf(part, index);
  const unlike = unlikeWritten(part, specOf(part, index), given.runbook);
  if (unlike.length > 0) throw new Error(`${unlike.join('; ')}.`);
  const alarm = alarmFor(given, {
    ...(given.creates.length > 0 ? {} : { watches: errorsOf(index) }),
    ...(part.period ? { period: part.period } : {}),
    ...(part.given ? setups[part.given] : {}),
  });
  world.cloudwatch.put(alarm);
  const period = Math.min(60, alarm.period ?? 60);
  const service = new SimulatedService(
    world.clock,
    world.cloudwatch,
    signalsFor(given.runbook, alarm),
    period,
  );
  const { after = 0, again = [] } = part;
  if (part.given === 'forged state') {
    world.clock.after(after + untilForged, () => world.cloudwatch.forge(alarm.name, 'ALARM'));
  } else {
    // A drilled service works until its drill.
    if (after === 0 && !part.drill) service.break();
    else if (!part.drill) world.clock.after(after, () => service.break());
    for (const when of again) {
      world.clock.after(Math.max(0, when - calmBefore), () => service.heal());
      world.clock.after(when, () => service.break());
    }
  }
  const targets = given.runbook.steps.map(({ action, parameters }) =>
    targetsOf(action, filledFrom(alarm, parameters)),
  );
  const places = targets.map((its) => its.flatMap(placesOf));
  const arn = world.cloudwatch.arnOf(alarm.name);
  return { part, runbook: given.runbook, alarm, arn, service, targets, places };
}

const place = { partition: 'aws', region: places.region, account: places.account };

function targetsOf(id: string, filled: Readonly<Record<string, unknown>>): readonly string[] {
  const action = actions[id];
  const parameters = action?.parameters.safeParse(filled);
  return action && parameters?.success ? action.targets(parameters.data, place) : [];
}

/** When somebody forges the alarm's state, in seconds: right after CloudWatch has looked, so that it stays for a while. */
const untilForged = 70;

/** How long a service works before it breaks again, in seconds, whatever was done to it. */
export const calmBefore = 150;

/** Each alarm watches a metric of its own, its runbook's or this one, so another service's errors do not affect it. */
const errorsOf = (index: number): NonNullable<AlarmSetup['watches']> => ({
  namespace: 'Proof',
  name: `Errors${index}`,
  statistic: 'Sum',
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
});

/** How circumstances change the setup of an alarm. */
const setups: Readonly<Partial<Record<Circumstance, Partial<AlarmSetup>>>> = {
  'actions disabled': { actionsEnabled: false },
  // Only composite alarms have suppressors: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
  suppressed: {
    composite: true,
    suppressed: { by: 'another alarm', because: 'a maintenance' },
  },
  muted: { mutedBy: ['maintenance'] },
  'pages by itself': { actions: [places.topics.page.replace(/[^:]*$/, 'on-call')] },
  'foreign target': { dimensions: { [serviceDimension]: foreignService } },
  'quiet death': { missingData: 'notBreaching' },
};

/** What the actions' own worlds need. A step that helps heals its incident's service, and others that heal along with it. */
function stageOf(world: World, players: readonly Player[]): Stage {
  return {
    world,
    place,
    effect: (_target, afterSeconds) => {
      const { step, execution = '' } = (currentInvocation()?.payload ?? {}) as {
        step?: number;
        execution?: string;
      };
      const acting = players.find(({ runbook }) => execution.includes(`:nightshift-${runbook.id}:`));
      if (!acting || acting.part.healsAt !== step) return;
      for (const { part, service } of players) {
        if (part !== acting.part && !part.healsWithOthers) continue;
        if (part.given === 'quiet death') service.fallSilent();
        else service.heal(afterSeconds);
      }
    },
  };
}

function furnish(players: readonly Player[], worlds: readonly ActionWorld[], stage: Stage) {
  const built = new Map(worlds.map((part) => [part.action.id, { part, ...part.build(stage) }]));
  for (const { runbook, alarm } of players) {
    for (const step of runbook.steps) {
      const one = built.get(step.action);
      // Both services exist, whichever one the alarm names.
      const foreign = { dimensions: { ...alarm.dimensions, [serviceDimension]: foreignService } };
      for (const named of [alarm, foreign]) {
        const parameters = one?.part.action.parameters.safeParse(filledFrom(named, step.parameters));
        if (parameters?.success) one?.provide(parameters.data);
      }
    }
  }
  return [...built.values()].map(({ remedy }) => remedy);
}
