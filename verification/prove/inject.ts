import { actions } from '#action/register';
import type { Disturbance, EventKind } from '#testing/events';
import type { Call } from '#testing/world/wire';
import { stageTimeoutSeconds } from '#workflow/states';
import { actionFunction } from '#workflow/substitutions';
import { callFaults, type EventFault, type Happening, type ThrowIn } from './happenings.ts';
import { type Interference, interfere, lastDeadline } from './interfere.ts';
import { isSentAgain, pointOf } from './points.ts';
import type { Setup } from './stage.ts';
import type { Story } from './story.ts';

const disturbances: Readonly<Record<EventFault, Disturbance>> = {
  twice: 'twice',
  late: { late: 30 },
  stale: { late: 420 },
  'out of order': 'behind the next',
  lost: 'lost',
  // The default maximum event age of a runbook's rule.
  undeliverable: { givenUp: 300 },
};

/** The sweeper's and the reconciler's timeout, used for every function that AWS starts by itself, in seconds. */
const besideSeconds = 50;
/** How long a frozen process sleeps past its function's timeout or the deadline, in seconds. */
const overslept = 15;

/** What has been arranged for a story. */
export interface Arranged {
  readonly interference: Interference;
  /** The happenings that have taken place so far. */
  readonly happened: () => readonly Happening[];
}

/** Arranges everything that is to happen in a story. */
export function arrange(story: Story, setup: Setup): Arranged {
  const interference: Interference = { thrown: [], stopped: [], died: [] };
  const came = story.happenings.map((happening) => {
    if ('event' in happening) return planEvent(happening, setup);
    if ('fault' in happening) return planFault(happening, setup);
    return throwInAt(happening, setup, interference);
  });
  return { interference, happened: () => story.happenings.filter((_, index) => came[index]?.()) };
}

function planEvent(
  { at, event }: Extract<Happening, { event: EventFault }>,
  { night }: Setup,
): () => boolean {
  const [kind = '', number] = at.split('#');
  night.events.disturb(kind as EventKind, Number(number), disturbances[event]);
  return () => night.events.seen(kind as EventKind) >= Number(number);
}

function planFault({ at, fault: name }: Extract<Happening, { fault: string }>, setup: Setup): () => boolean {
  const { clock, wire } = setup.world;
  const fault: {
    failure: (typeof callFaults)[keyof typeof callFaults]['failure'];
    seen?: 'error' | 'timeout';
    wakes?: string;
  } = callFaults[name];
  const fits = fitsAt(at);
  const mayMeet = name === 'sent again' ? (call: Call) => isSentAgain(call) && fits.call(call) : fits.call;
  const wakes =
    fault.wakes === 'deadline'
      ? () => clock.milliseconds >= lastDeadline(setup) + overslept * 1000
      : fault.wakes === 'in time'
        ? timeoutOf(at) / 2
        : timeoutOf(at) + overslept;
  const struck = wire.plan(mayMeet, fault.failure, {
    seen: fault.seen ?? 'error',
    wakes,
    after: fits.number - 1,
  });
  return () => struck() > 0;
}

function throwInAt(
  { at, throwIn }: Extract<Happening, { throwIn: ThrowIn }>,
  setup: Setup,
  interference: Interference,
): () => boolean {
  const { wire } = setup.world;
  const before = wire.beforeEach;
  const { call: fits, number } = fitsAt(at);
  let met = 0;
  wire.beforeEach = (call: Call) => {
    if (fits(call) && ++met === number) {
      interference.thrown.push(call.name);
      interfere[throwIn](setup, interference, call);
    }
    return before(call);
  };
  return () => met >= number;
}

/** The calls that a point matches, and which of them it means: the one of its name, or e.g. the third write of a stage. */
function fitsAt(at: string): { readonly call: (call: Call) => boolean; readonly number: number } {
  const [, stage, kind, number] = at.match(/^([\w-]+)\.(read|write|invocation|aws)#(\d+)$/) ?? [];
  if (stage === undefined) return { call: ({ name }) => name === at, number: 1 };
  const call = (sent: Call) => {
    const point = pointOf(sent);
    return point.stage === stage && point.kind === kind;
  };
  return { call, number: Number(number) };
}

/** The timeout of the function that sends the call at a point, in seconds. */
export function timeoutOf(point: string): number {
  if (point.startsWith('Admit')) return stageTimeoutSeconds.admit;
  if (point.startsWith('Verify')) return stageTimeoutSeconds.verify;
  if (point.startsWith('Page')) return stageTimeoutSeconds.page;
  const action = Object.values(actions).find(({ id }) =>
    point.startsWith(actionFunction({ action: id }).replace('FunctionArn', '')),
  );
  return action?.timeoutSeconds ?? besideSeconds;
}
