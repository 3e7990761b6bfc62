import { contractVersion } from '#core/aws/contract';
import { modeKey, stopAllKey } from '#core/table/keys';
import { awsError, type Call } from '#testing/world/wire';
import { places } from '#testing/world/world';
import type { ThrowIn } from './happenings.ts';
import type { Setup } from './stage.ts';

/** What a throw-in leaves behind for those who judge. Moments are epoch milliseconds. */
export interface Interference {
  /** When somebody else got the locks, and who had held them. */
  lockLostAt?: number;
  lockLostBy?: ReadonlySet<string>;
  /** When the functions were replaced by those of another contract. */
  rolledBackAt?: number;
  /** When the table was replaced by yesterday's. */
  restoredAt?: number;
  /** When the runbooks were removed. */
  removedAt?: number;
  /** When the alarms were deleted and made anew. */
  remadeAt?: number;
  /** When nothing ran any more, until when, and which incidents were on record then. */
  dead?: { readonly from: number; readonly until: number; readonly known: ReadonlySet<string> };
  /** Whether something broke that no failed call stands for: a death, or a function that Stop cut off. */
  broken?: boolean;
  /** When people pressed Stop, and which executions that ended. */
  readonly stopped: { readonly at: number; readonly executions: readonly string[] }[];
  /** When executions died, and which. */
  readonly died: { readonly at: number; readonly executions: readonly string[] }[];
  /** Points at which something was thrown in. */
  readonly thrown: string[];
}

/** Who holds the locks that an incident lost. */
export const stranger = 'a-stranger';

/** When a person has to be told at the latest of the newest alarm (epoch milliseconds). */
export const lastDeadline = ({ changes }: Pick<Setup, 'changes'>): number =>
  Math.max(
    0,
    ...changes
      .filter(({ state }) => state === 'ALARM')
      .map(({ at, player }) => at.getTime() + player.runbook.page.pageBySeconds * 1000),
  );

const put = ({ world }: Setup, item: object): void => {
  const write = world.dynamodb.commands['Put'] as unknown as (input: object) => unknown;
  write({ TableName: places.table, Item: item });
};

/** What was switched in an instant, for every runbook. In the millisecond in which the table was replaced it comes after that. */
function remember(
  does: 'stop-all' | 'off',
  { world, players, done }: Setup,
  { restoredAt }: Interference,
): void {
  const [player] = players;
  const { milliseconds } = world.clock;
  const now = restoredAt === milliseconds ? milliseconds + 1 : milliseconds;
  if (player) done.push({ does, player, forAll: true, from: now, to: now, done: true });
}

const byAPerson = ({ world }: Setup) => ({
  by: 'a person',
  why: 'the proof',
  at: world.clock.now().toISOString(),
});

type Interfere = (setup: Setup, interference: Interference, call: Call) => void;

/** Each thing that can be thrown in. */
export const interfere: Readonly<Record<ThrowIn, Interfere>> = {
  'stop-all': (setup, interference) => {
    put(setup, { ...stopAllKey, ...byAPerson(setup) });
    remember('stop-all', setup, interference);
  },
  'switch off': (setup, interference) => {
    put(setup, { ...modeKey('*'), runbook: '*', mode: 'off', ...byAPerson(setup) });
    remember('off', setup, interference);
  },
  'lost lock': (setup, interference) => {
    const { clock, dynamodb } = setup.world;
    interference.lockLostAt ??= clock.milliseconds;
    const leaseUntil = new Date(clock.milliseconds + 120_000).toISOString();
    const locks = dynamodb.all().filter(({ sk }) => sk === 'LOCK');
    interference.lockLostBy ??= new Set(locks.map(({ holder }) => String(holder)));
    for (const lock of locks) put(setup, { ...lock, holder: stranger, leaseUntil });
  },
  recovery: ({ players }) => {
    for (const { service } of players) service.heal();
  },
  flap: ({ world, players }) => {
    for (const { alarm } of players) world.cloudwatch.set(alarm.name, 'OK');
  },
  'no data': ({ world, players }) => {
    for (const { alarm } of players) world.cloudwatch.set(alarm.name, 'INSUFFICIENT_DATA');
  },
  stop: (setup, interference) => {
    cutOff(setup, interference);
    for (const { abort } of press(setup, interference)) abort();
  },
  redrive: (setup, interference) => {
    cutOff(setup, interference);
    press(setup, interference);
    redrive(setup);
  },
  'second delivery': ({ world, night, players }) => {
    const [first = ''] = night.running.keys();
    const player = players.find(({ runbook }) => first.includes(`:nightshift-${runbook.id}:`));
    const input = world.stepFunctions.executions.get(first)?.input;
    if (player && input !== undefined)
      world.clock.after(0, () => void deliver(night, player.runbook.id, input));
  },
  'dead execution': (setup, interference) => {
    letDie(setup, interference);
  },
  'dead engine': (setup, interference, call) => {
    // Once a story: the judge knows of one.
    if (interference.dead !== undefined) return;
    letDie(setup, interference);
    killEngine(setup, interference, call);
  },
  'deploy-mid-incident': ({ night }) => night.deploy({ suffix: '-v2', contract: contractVersion + 1 }),
  'rolled-back-deploy': ({ world, night }, interference) => {
    interference.rolledBackAt ??= world.clock.milliseconds;
    interference.broken = true;
    night.replaceFunctions(contractVersion + 1);
  },
  'restored table': (setup, interference) => {
    // Once a story: the judge knows of one.
    if (interference.restoredAt !== undefined) return;
    interference.restoredAt = setup.world.clock.milliseconds;
    interference.broken = true;
    const { dynamodb } = setup.world;
    const forget = dynamodb.commands['Delete'] as unknown as (input: object) => unknown;
    // Yesterday nobody had switched anything, and none of these incidents was there.
    for (const { pk, sk } of dynamodb.all()) forget({ TableName: places.table, Key: { pk, sk } });
  },
  'alarm made anew': ({ world, changes, players }, interference) => {
    // Once a story: the judge knows of one.
    if (interference.remadeAt !== undefined) return;
    interference.remadeAt = world.clock.milliseconds;
    for (const player of players) {
      const { alarm, arn } = player;
      world.cloudwatch.remove(alarm.name);
      // "When you create an alarm, its state is immediately set to INSUFFICIENT_DATA", and nobody is told of that.
      world.cloudwatch.put({ ...alarm, arn, state: 'INSUFFICIENT_DATA' });
      changes.push({ arn, name: alarm.name, state: 'INSUFFICIENT_DATA', at: world.clock.now(), player });
    }
  },
  'removed-runbook': ({ world, night, players }, interference) => {
    interference.removedAt ??= world.clock.milliseconds;
    interference.broken = true;
    night.remove(players.map(({ runbook }) => runbook.id));
  },
};

/** Whoever presses Stop is there. @returns what runs */
function press(setup: Setup, { stopped }: Interference) {
  const running = runningIn(setup);
  const executions = running.map(({ arn }) => arn);
  stopped.push({ at: setup.world.clock.milliseconds, executions });
  return running;
}

const runningIn = ({ world, night }: Setup) =>
  [...night.running.values()].filter(
    ({ arn }) => world.stepFunctions.executions.get(arn)?.status === 'RUNNING',
  );

/** Whatever runs ends as failed, and no Catch of it runs. */
function letDie(setup: Setup, interference: Interference): void {
  interference.broken = true;
  const running = runningIn(setup);
  for (const { die } of running) die();
  const executions = running.map(({ arn }) => arn);
  interference.died.push({ at: setup.world.clock.milliseconds, executions });
}

/** A delivery to a state machine that a deploy has removed meanwhile finds nobody. */
function deliver(night: Setup['night'], ...given: Parameters<Setup['night']['deliver']>): void {
  try {
    night.deliver(...given);
  } catch (error) {
    if ((error as Error).name !== 'StateMachineDoesNotExist') throw error;
  }
}

/** How long after the last page deadline functions run again, in seconds. */
const deadAfterDeadline = 90;

/** The process that was about to send the call dies, and no function starts before the deadline has passed. */
function killEngine(setup: Setup, interference: Interference, call: Call): void {
  const { world, night } = setup;
  const until = lastDeadline(setup) + deadAfterDeadline * 1000;
  interference.dead = {
    from: world.clock.milliseconds,
    until,
    known: new Set(night.incidents().map(({ id }) => id)),
  };
  call.by?.crash('error');
  world.wire.plan(({ service }) => service === 'lambda' && world.clock.milliseconds < until, 'error before', {
    times: Number.POSITIVE_INFINITY,
    error: () => awsError('Lambda.TooManyRequestsException', 'Rate Exceeded.'),
  });
}

/** The longest that a function of an execution is silent between two calls, at the slowest latency, in seconds. */
const betweenCalls = 5;

/** Stop ends the execution, not the function that it has just called: nobody learns what that one still does. */
function cutOff({ world }: Setup, interference: Interference): void {
  const since = new Date(world.clock.milliseconds - betweenCalls * 1000).toISOString();
  interference.broken ||= world.wire.calls.some(
    ({ at, by, input }) =>
      at >= since && /FunctionArn(-v\d)?$/.test(by?.function ?? String(input['FunctionName'])),
  );
}

/** Stop and Redrive: the same execution runs again, in its hardest form: from its first state on. */
function redrive({ world, night, players }: Setup): void {
  for (const [arn, running] of [...night.running]) {
    const execution = world.stepFunctions.executions.get(arn);
    if (execution?.status === 'SUCCEEDED') continue;
    if (execution?.status === 'RUNNING') running.abort();
    const player = players.find(({ runbook }) => arn.includes(`:nightshift-${runbook.id}:`));
    world.clock.after(10, () => {
      if (!player || execution?.status === 'RUNNING') return;
      world.stepFunctions.executions.delete(arn);
      deliver(night, player.runbook.id, execution?.input, arn.split(':').at(-1));
    });
  }
}
