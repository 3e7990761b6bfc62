import { contractVersion } from '../lambdas/shared/contract.ts';
import { modeKey, stopAllKey } from '../lambdas/shared/keys.ts';
import { awsError, type Call } from '../rehearsal/world/wire.ts';
import { places } from '../rehearsal/world/world.ts';
import type { ThrowIn } from './happenings.ts';
import type { Theatre } from './stage.ts';

/** What a throw-in leaves behind for those who judge. Moments are epoch milliseconds. */
export interface Meddling {
  /** When everything was stopped, or every runbook switched off. */
  stoppedAt?: number;
  /** When somebody else got the locks, and who had held them. */
  lockLostAt?: number;
  lockLostBy?: ReadonlySet<string>;
  /** When the functions were replaced by those of another contract. */
  rolledBackAt?: number;
  /** When the runbooks were removed. */
  removedAt?: number;
  /** When nothing ran any more, until when, and which incidents were on record then. */
  dead?: { readonly from: number; readonly until: number; readonly known: ReadonlySet<string> };
  /** Whether something broke that no failed call stands for: a death, or a function that Stop cut off. */
  broken?: boolean;
  /** Points at which something was thrown in. */
  readonly thrown: string[];
}

/** Who holds the locks that an incident lost. */
export const stranger = 'a-stranger';

/** When a person has to be told at the latest of the newest alarm (epoch milliseconds). */
export const lastDeadline = ({ changes }: Pick<Theatre, 'changes'>): number =>
  Math.max(
    0,
    ...changes
      .filter(({ state }) => state === 'ALARM')
      .map(({ at, player }) => at.getTime() + player.runbook.page.pageBySeconds * 1000),
  );

const put = ({ world }: Theatre, item: object): void => {
  const write = world.dynamodb.commands['Put'] as unknown as (input: object) => unknown;
  write({ TableName: places.table, Item: item });
};

const signed = ({ world }: Theatre) => ({
  by: 'a person',
  why: 'the proof',
  at: world.clock.now().toISOString(),
});

type Meddle = (theatre: Theatre, meddling: Meddling, call: Call) => void;

/** Each thing that can be thrown in. */
export const meddle: Readonly<Record<ThrowIn, Meddle>> = {
  'stop-all': (theatre, meddling) => {
    meddling.stoppedAt ??= theatre.world.clock.milliseconds;
    put(theatre, { ...stopAllKey, ...signed(theatre) });
  },
  'switch off': (theatre, meddling) => {
    meddling.stoppedAt ??= theatre.world.clock.milliseconds;
    put(theatre, { ...modeKey('*'), runbook: '*', mode: 'off', ...signed(theatre) });
  },
  'lost lock': (theatre, meddling) => {
    const { clock, dynamodb } = theatre.world;
    meddling.lockLostAt ??= clock.milliseconds;
    const leaseUntil = new Date(clock.milliseconds + 120_000).toISOString();
    const locks = dynamodb.all().filter(({ sk }) => sk === 'LOCK');
    meddling.lockLostBy ??= new Set(locks.map(({ holder }) => String(holder)));
    for (const lock of locks) put(theatre, { ...lock, holder: stranger, leaseUntil });
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
  stop: (theatre, meddling) => {
    cutOff(theatre, meddling);
    for (const { abort } of runningIn(theatre)) abort();
  },
  redrive: (theatre, meddling) => {
    cutOff(theatre, meddling);
    redrive(theatre);
  },
  'second delivery': ({ world, night, players }) => {
    const [player] = players;
    const [first] = night.running.keys();
    const input = world.stepFunctions.executions.get(first ?? '')?.input;
    if (player && input !== undefined)
      world.clock.after(0, () => void deliver(night, player.runbook.id, input));
  },
  'dead execution': (theatre, meddling) => {
    meddling.broken = true;
    for (const { die } of runningIn(theatre)) die();
  },
  'dead engine': (theatre, meddling, call) => {
    meddling.broken = true;
    for (const { die } of runningIn(theatre)) die();
    killEngine(theatre, meddling, call);
  },
  'deploy-mid-incident': ({ night }) => night.deploy({ suffix: '-v2', contract: contractVersion + 1 }),
  'rolled-back-deploy': ({ world, night }, meddling) => {
    meddling.rolledBackAt ??= world.clock.milliseconds;
    meddling.broken = true;
    night.replaceFunctions(contractVersion + 1);
  },
  'removed-runbook': ({ world, night, players }, meddling) => {
    meddling.removedAt ??= world.clock.milliseconds;
    meddling.broken = true;
    night.remove(players.map(({ runbook }) => runbook.id));
  },
};

const runningIn = ({ world, night }: Theatre) =>
  [...night.running.values()].filter(
    ({ arn }) => world.stepFunctions.executions.get(arn)?.status === 'RUNNING',
  );

/** A delivery to a state machine that a deploy has removed meanwhile finds nobody. */
function deliver(night: Theatre['night'], ...given: Parameters<Theatre['night']['deliver']>): void {
  try {
    night.deliver(...given);
  } catch (error) {
    if ((error as Error).name !== 'StateMachineDoesNotExist') throw error;
  }
}

/** How long after the last page deadline functions run again, in seconds. */
const deadAfterDeadline = 90;

/** The process that was about to send the call dies, and no function starts before the deadline has passed. */
function killEngine(theatre: Theatre, meddling: Meddling, call: Call): void {
  const { world, night } = theatre;
  const until = lastDeadline(theatre) + deadAfterDeadline * 1000;
  meddling.dead ??= {
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
function cutOff({ world }: Theatre, meddling: Meddling): void {
  const since = new Date(world.clock.milliseconds - betweenCalls * 1000).toISOString();
  meddling.broken ||= world.wire.calls.some(
    ({ at, by, input }) =>
      at >= since && /FunctionArn(-v\d)?$/.test(by?.function ?? String(input['FunctionName'])),
  );
}

/** Stop and Redrive: the same execution runs again, in its hardest form: from its first state on. */
function redrive({ world, night, players }: Theatre): void {
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
