import { actions } from '../lambdas/remediate/register.ts';
import { stageTimeoutSeconds } from '../lib/workflow/states.ts';
import { actionFunction } from '../lib/workflow/substitutions.ts';
import type { Disturbance, EventKind } from '../rehearsal/events.ts';
import type { Call } from '../rehearsal/world/wire.ts';
import { callFaults, type EventFault, type Happening, type ThrowIn } from './happenings.ts';
import { lastDeadline, type Meddling, meddle } from './meddle.ts';
import type { Theatre } from './stage.ts';
import type { Story } from './story.ts';

const disturbances: Readonly<Record<EventFault, Disturbance>> = {
  twice: 'twice',
  late: { late: 30 },
  stale: { late: 420 },
  'out of order': 'behind the next',
  lost: 'lost',
  // The rule's maximum age, by default.
  undeliverable: { givenUp: 300 },
};

/** The longest time-out of functions that AWS starts by itself, in seconds. */
const besideSeconds = 50;
/** How far a frozen process sleeps past its function's time-out or the deadline, in seconds. */
const overslept = 15;

/** Arranges everything that is to happen in a story. */
export function arrange(story: Story, theatre: Theatre): Meddling {
  const { wire } = theatre.world;
  const meddling: Meddling = { thrown: [] };
  const throwIns = new Map<string, ThrowIn[]>();
  for (const happening of story.happenings) {
    if ('throwIn' in happening) {
      throwIns.set(happening.at, [...(throwIns.get(happening.at) ?? []), happening.throwIn]);
    } else plan(happening, theatre, meddling);
  }
  if (throwIns.size === 0) return meddling;
  const before = wire.beforeEach;
  wire.beforeEach = (call: Call) => {
    const due = throwIns.get(call.name) ?? [];
    if (throwIns.delete(call.name)) meddling.thrown.push(call.name);
    for (const what of due) meddle[what](theatre, meddling, call);
    return before(call);
  };
  return meddling;
}

function plan(
  happening: Exclude<Happening, { throwIn: ThrowIn }>,
  theatre: Theatre,
  meddling: Meddling,
): void {
  const { world, night } = theatre;
  if ('event' in happening) {
    const [kind, number] = happening.at.split('#');
    night.events.disturb(kind as EventKind, Number(number), disturbances[happening.event]);
    // What is late, twice or lost is usual for events; that EventBridge gives up is not.
    if (happening.event === 'undeliverable') meddling.broken = true;
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
