import { actions } from '../lambdas/remediate/register.ts';
import { stopAllKey } from '../lambdas/shared/keys.ts';
import { stageTimeoutSeconds } from '../lib/workflow/states.ts';
import { actionFunction } from '../lib/workflow/substitutions.ts';
import type { Disturbance } from '../rehearsal/events.ts';
import type { Call } from '../rehearsal/world/wire.ts';
import { places } from '../rehearsal/world/world.ts';
import type { Theatre } from './stage.ts';
import { callFaults, type EventFault, type Happening, type Story, type ThrowIn } from './story.ts';

/** What a throw-in needs to know, and leaves behind for those who judge. */
export interface Meddling {
  /** When everything was stopped (epoch milliseconds). */
  stoppedAt?: number;
  /** When somebody else got the locks (epoch milliseconds). */
  lockLostAt?: number;
  /** Whether Stop cut off a function that was under way: to the engine, a fault like a crash. */
  cutOff?: boolean;
  /** Points at which something was thrown in. */
  readonly thrown: string[];
}

const disturbances: Readonly<Record<EventFault, Disturbance>> = {
  twice: 'twice',
  late: { late: 30 },
  stale: { late: 420 },
  'out of order': 'behind the next',
  lost: 'lost',
};

/** The longest time-out of functions that AWS starts by itself, in seconds. */
const besideSeconds = 50;
/** How far a frozen process sleeps past its function's time-out or the deadline, in seconds. */
const overslept = 15;

/** Arranges everything that is to happen in a story. */
export function arrange(story: Story, theatre: Theatre): Meddling {
  const meddling: Meddling = { thrown: [] };
  const throwIns = new Map<string, ThrowIn[]>();
  for (const happening of story.happenings) {
    if ('throwIn' in happening) {
      throwIns.set(happening.at, [...(throwIns.get(happening.at) ?? []), happening.throwIn]);
    } else plan(happening, theatre);
  }
  if (throwIns.size > 0) {
    theatre.world.wire.beforeEach = (call: Call) => {
      const due = throwIns.get(call.name);
      if (!due) return;
      throwIns.delete(call.name);
      meddling.thrown.push(call.name);
      for (const what of due) meddle[what](theatre, meddling);
    };
  }
  return meddling;
}

function plan(happening: Exclude<Happening, { throwIn: ThrowIn }>, theatre: Theatre): void {
  const { world, night } = theatre;
  if ('event' in happening) {
    const [state, number] = happening.at.split('#');
    night.events.disturb(state as 'ALARM' | 'OK', Number(number), disturbances[happening.event]);
    return;
  }
  const fault: {
    failure: (typeof callFaults)[keyof typeof callFaults]['failure'];
    seen?: 'error' | 'time-out';
    wakes?: string;
  } = callFaults[happening.fault];
  const wakes =
    fault.wakes === 'deadline'
      ? () => world.clock.milliseconds >= lastDeadline(theatre) + overslept * 1000
      : timeoutOf(happening.at) + overslept;
  world.wire.failAt(happening.at, fault.failure, { seen: fault.seen ?? 'error', wakes });
}

/** When a person has to be told at the latest of the newest alarm (epoch milliseconds). */
export const lastDeadline = ({ changes }: Pick<Theatre, 'changes'>): number =>
  Math.max(
    0,
    ...changes
      .filter(({ state }) => state === 'ALARM')
      .map(({ at, player }) => at.getTime() + player.runbook.page.pageBySeconds * 1000),
  );

/** The time-out of the function whose call a point is, in seconds. */
export function timeoutOf(point: string): number {
  if (point.startsWith('AdmitFunction')) return stageTimeoutSeconds.admit;
  if (point.startsWith('VerifyFunction')) return stageTimeoutSeconds.verify;
  if (point.startsWith('PageFunction')) return stageTimeoutSeconds.page;
  const action = Object.values(actions).find(({ id }) =>
    point.startsWith(actionFunction({ action: id }).replace('FunctionArn', '')),
  );
  return action?.timeoutSeconds ?? besideSeconds;
}

const put = ({ world }: Theatre, item: object): void => {
  const write = world.dynamodb.commands['Put'] as unknown as (input: object) => unknown;
  write({ TableName: places.table, Item: item });
};

const meddle: Readonly<Record<ThrowIn, (theatre: Theatre, meddling: Meddling) => void>> = {
  'stop-all': (theatre, meddling) => {
    meddling.stoppedAt ??= theatre.world.clock.milliseconds;
    put(theatre, {
      ...stopAllKey,
      by: 'a person',
      why: 'the proof',
      at: theatre.world.clock.now().toISOString(),
    });
  },
  'lost lock': (theatre, meddling) => {
    meddling.lockLostAt ??= theatre.world.clock.milliseconds;
    const leaseUntil = new Date(theatre.world.clock.milliseconds + 120_000).toISOString();
    for (const lock of theatre.world.dynamodb.all()) {
      if (lock['sk'] === 'LOCK') put(theatre, { ...lock, holder: stranger, leaseUntil });
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
  stop: (theatre, meddling) => {
    const { world, night } = theatre;
    cutOff(theatre, meddling);
    for (const [arn, running] of night.running) {
      if (world.stepFunctions.executions.get(arn)?.status === 'RUNNING') running.abort();
    }
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
      world.clock.after(0, () => void night.deliver(player.runbook.id, input));
  },
};

/** The longest that a function of an execution is silent between two calls, at the slowest latency, in seconds. */
const betweenCalls = 5;

/** Stop ends the execution, not the function that it has just called: nobody learns what that one still does. */
function cutOff({ world }: Theatre, meddling: Meddling): void {
  const since = new Date(world.clock.milliseconds - betweenCalls * 1000).toISOString();
  meddling.cutOff ||= world.wire.calls.some(
    ({ at, by, input }) =>
      at >= since && (by?.function ?? String(input['FunctionName'])).endsWith('FunctionArn'),
  );
}

/** Who holds the locks that an incident lost. */
export const stranger = 'a-stranger';

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
      night.deliver(player.runbook.id, execution?.input, arn.split(':').at(-1));
    });
  }
}
