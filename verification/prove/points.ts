import type { Call } from '#testing/world/wire';
import { type CallFault, type EventFault, eventFaults, type Happening } from './happenings.ts';

/** A moment at which something can happen: one call that was sent, or one event on its way. */
export interface Point {
  readonly name: string;
  /** Whose call it is: `Admit`, `RestartEcsTasks`, `sweep`, `AWS`; or `event`. */
  readonly stage: string;
  readonly kind: 'read' | 'write' | 'invocation' | 'aws' | 'event';
}

/** Commands that change nothing: for them, an error or a death after the effect is the same story as one before it. */
const reads =
  /\.(Get|Query|BatchGet|Describe|List|GetMetricData|GetCalendarState|GetSecretValue|connect|SCAN|INFO|PING|DBSIZE|TYPE|AUTH|HELLO|CLUSTER|MEMORY|LLEN|TTL)/;

/** The faults that a call of each kind may meet. */
const faults: Readonly<Record<Exclude<Point['kind'], 'event'>, readonly CallFault[]>> = {
  read: [
    'error before',
    'throttle',
    'crash before',
    'hang before',
    'freeze before',
    'freeze after',
    'sleep before',
    'sleep after',
  ],
  write: [
    'error before',
    'error after',
    'sent again',
    'throttle',
    'crash before',
    'crash after',
    'hang before',
    'hang after',
    'freeze before',
    'freeze after',
    'sleep before',
    'sleep after',
  ],
  invocation: ['error before', 'redelivery', 'two copies'],
  // AWS's own calls come from no process of ours that could die or freeze.
  aws: ['error before', 'error after', 'throttle'],
};

/** Services whose writes the SDK sends again. An action's own changing calls are sent once (`sentOnce`). */
const sendsAgain = / (dynamodb|scheduler|step-functions|sns)\./;

/** Whether the SDK sends a call again whose answer is lost. */
export const isSentAgain = (call: Call): boolean =>
  call.by !== undefined && sendsAgain.test(call.name) && pointOf(call).kind === 'write';

/** The point at which a call was sent. */
export function pointOf({ name, service, command, by, input }: Call): Point {
  if (service === 'lambda') {
    return { name, stage: stageOf(String(input['FunctionName'] ?? '')), kind: 'invocation' };
  }
  if (!by) return { name, stage: 'AWS', kind: 'aws' };
  return {
    name,
    stage: stageOf(by.function),
    kind: isRead(`${service}.${command}`) ? 'read' : 'write',
  };
}

const isRead = remembered((call: string) => reads.test(call));
/** The stage, from a function's name or ARN. */
const stageOf = remembered((name: string) =>
  name.slice(name.lastIndexOf(':') + 1).replace(/(InDefault)?FunctionArn(-v\d)?$/, ''),
);

/** Caches results: every call of every story asks about the same few names. */
function remembered<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    let found = known.get(name);
    if (found === undefined) {
      found = find(name);
      known.set(name, found);
    }
    return found;
  };
}

/** Every fault that may happen at a point. */
export function happeningsAt({ name, kind }: Point): Happening[] {
  if (kind === 'event')
    return (Object.keys(eventFaults) as EventFault[]).map((event) => ({ at: name, event }));
  const possible = faults[kind].filter((fault) => fault !== 'sent again' || sendsAgain.test(name));
  return possible.map((fault) => ({ at: name, fault }));
}
