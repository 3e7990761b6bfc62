import { contractVersion } from '#core/aws/contract';
import { modeKey, stopAllKey } from '#core/table/keys';
import { awsError, type Call } from '#testing/world/wire';
import { places } from '#testing/world/world';
import type { ThrowIn } from './happenings.ts';
import type { Setup } from './stage.ts';

/** What throw-ins record for the judge. Moments are epoch milliseconds. */
export interface Interference {
  /** When somebody else got the locks of an incident, by its id. @default - nobody got any */
  lockLostBy?: Map<string, number>;
  /** When the functions were replaced by ones built with another contract. */
  rolledBackAt?: number;
  /** When the table was replaced by one restored from yesterday. */
  restoredAt?: number;
  /** When the runbooks were removed. */
  removedAt?: number;
  /** When the alarms were deleted and made anew. */
  remadeAt?: number;
  /** From when until when nothing ran, and which incidents were on record at the beginning. */
  dead?: { readonly from: number; readonly until: number; readonly known: ReadonlySet<string> };
  /** Whether something broke that no failed call shows, e.g. a death, a rollback, or a function cut off by Stop. */
  broken?: boolean;
  /** When people pressed Stop, and which executions were running. */
  readonly stopped: { readonly at: number; readonly executions: readonly string[] }[];
  /** When executions died, and which. */
  readonly died: { readonly at: number; readonly executions: readonly string[] }[];
  /** Points at which something was thrown in. */
  readonly thrown: string[];
}

/** The new holder of locks that incidents lost. */
export const stranger = 'a-stranger';

/** The latest page deadline of all alarms that have fired so far (epoch milliseconds); 0: none has. */
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

/** Records an instant switch of every runbook. In the millisecond in which the table is replaced, it counts as after that. */
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

/** How each throw-in is carried out. */
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
    interference.lockLostBy ??= new Map();
    const leaseUntil = new Date(clock.milliseconds + 120_000).toISOString();
    const locks = dynamodb.all().filter(({ sk }) => sk === 'LOCK');
    for (const { holder, ...lock } of locks) {
      const { lockLostBy } = interference;
      if (!lockLostBy.has(String(holder))) lockLostBy.set(String(holder), clock.milliseconds);
      put(setup, { ...lock, holder: stranger, leaseUntil });
    }
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
  'stop one': (setup, interference) => {
    cutOff(setup, interference);
    for (const { abort } of press(setup, interference, newestIn(setup))) abort();
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
  'one dead execution': (setup, interference) => {
    letDie(setup, interference, newestIn(setup));
  },
  'dead engine': (setup, interference, call) => {
    // Once per story: the judge only knows of one.
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
    // Once per story: the judge only knows of one.
    if (interference.restoredAt !== undefined) return;
    interference.restoredAt = setup.world.clock.milliseconds;
    interference.broken = true;
    const { dynamodb } = setup.world;
    const forget = dynamodb.commands['Delete'] as unknown as (input: object) => unknown;
    // Yesterday nothing had been switched, and none of these incidents existed.
    for (const { pk, sk } of dynamodb.all()) forget({ TableName: places.table, Key: { pk, sk } });
  },
  'alarm made anew': ({ world, changes, players }, interference) => {
    // Once per story: the judge only knows of one.
    if (interference.remadeAt !== undefined) return;
    interference.remadeAt = world.clock.milliseconds;
    for (const player of players) {
      const { alarm, arn } = player;
      world.cloudwatch.remove(alarm.name);
      // "When you create an alarm, its state is immediately set to INSUFFICIENT_DATA", and no event says so.
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

/** Records that a person pressed Stop. @returns what was running */
function press(setup: Setup, { stopped }: Interference, running = runningIn(setup)) {
  const executions = running.map(({ arn }) => arn);
  stopped.push({ at: setup.world.clock.milliseconds, executions });
  return running;
}

const runningIn = ({ world, night }: Setup) =>
  [...night.running.values()].filter(
    ({ arn }) => world.stepFunctions.executions.get(arn)?.status === 'RUNNING',
  );

const newestIn = (setup: Setup) => runningIn(setup).slice(-1);

/** Running executions fail, and none of their Catches runs. @param running @default - every one */
function letDie(setup: Setup, interference: Interference, running = runningIn(setup)): void {
  interference.broken = true;
  for (const { die } of running) die();
  const executions = running.map(({ arn }) => arn);
  interference.died.push({ at: setup.world.clock.milliseconds, executions });
}

/** Delivers an event. If a deploy has removed the state machine meanwhile, nothing happens. */
function deliver(night: Setup['night'], ...given: Parameters<Setup['night']['deliver']>): void {
  try {
    night.deliver(...given);
  } catch (error) {
    if ((error as Error).name !== 'StateMachineDoesNotExist') throw error;
  }
}

/** How long after the last page deadline functions start to run again, in seconds. */
const deadAfterDeadline = 90;

/** The process that was about to send the call dies, and no function starts until the last page deadline has passed. */
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

/** The longest gap between two calls of an execution's function at the slowest latency, in seconds. */
const betweenCalls = 5;

/** Stop ends the execution but not the function that it has just invoked, and nobody learns what that function still does. */
function cutOff({ world }: Setup, interference: Interference): void {
  const since = new Date(world.clock.milliseconds - betweenCalls * 1000).toISOString();
  interference.broken ||= world.wire.calls.some(
    ({ at, by, input }) =>
      at >= since && /FunctionArn(-v\d)?$/.test(by?.function ?? String(input['FunctionName'])),
  );
}

/** Stop and Redrive in the hardest form: the same execution runs again from its first state. */
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
