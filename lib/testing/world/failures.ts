import type { Invocation } from './invocation.ts';
import type { Call, Service } from './wire.ts';

/**
 * How a call goes wrong.
 * - `error before`: refused, nothing happened
 * - `error after`: it happened, and the answer was lost
 * - `sent again`: it happened, the answer was lost, and the SDK sent it again
 * - `throttle`: refused, after the SDK's own retries
 * - `denied`: refused
 * - `crash before`, `crash after`: the caller's process ends there; its promise never settles
 * - `freeze before`, `freeze after`: the same, but the process wakes up later and goes on as if nothing had happened
 * - `twice`, of an invocation: two copies of the function run at once
 */
export type Failure =
  | 'error before'
  | 'error after'
  | 'sent again'
  | 'throttle'
  | 'denied'
  | 'crash before'
  | 'crash after'
  | 'freeze before'
  | 'freeze after'
  | 'twice';

/** Whether AWS carries out a call that meets a failure, at once or when its process wakes up. */
export const isCarriedOut = (failure: Failure): boolean => /after|again|freeze|twice/.test(failure);

/** Every failure that any call may meet; `twice` is for invocations only. */
export const failures: readonly Exclude<Failure, 'twice'>[] = [
  'error before',
  'error after',
  'throttle',
  'denied',
  'crash before',
  'crash after',
  'freeze before',
  'freeze after',
];

export interface FailureOptions {
  /** How many matching calls succeed first. @default 0 */
  readonly after?: number;
  /** How many fail after that. @default 1 */
  readonly times?: number;
  /** Which inputs match. @default - all */
  readonly where?: (input: Call['input']) => boolean;
  /** Whose calls match. @default - everyone's, including AWS's own */
  readonly by?: (invocation: Invocation | undefined) => boolean;
  /** What the caller sees. @default - the service's usual error */
  readonly error?: (call: Call) => Error;
  /** What the invoker sees of a crash: an error at once, or nothing until the function's timeout. @default timeout */
  readonly seen?: 'error' | 'timeout';
  /** When a frozen process wakes up: after this many seconds, or once this returns true. @default 60 */
  readonly wakes?: number | (() => boolean);
}

interface Planned extends FailureOptions {
  readonly fits: (call: Call) => boolean;
  readonly failure: Failure;
  seen: 'error' | 'timeout';
  met: number;
}

/** A failure that is due now. */
export type Due = Pick<Planned, 'failure' | 'error' | 'seen' | 'wakes'>;

/** An error as an SDK client throws it: AWS's answer with its status, or the client's own where no answer came. */
export const awsError = (name: string, message: string, details: object = {}): Error =>
  Object.assign(new Error(message), { name, $metadata: statusOf(name), ...details });

function statusOf(name: string): { httpStatusCode?: number } {
  if (name === 'TimeoutError') return {};
  return { httpStatusCode: /^(Internal|ServiceUnavailable|Lambda\.ServiceException)/.test(name) ? 500 : 400 };
}

/** The failures that are planned for future calls. */
export class Failures {
  #planned: Planned[] = [];

  /** @returns a function that tells how often it has struck */
  plan(fits: (call: Call) => boolean, failure: Failure, options: FailureOptions): () => number {
    const planned: Planned = { seen: 'timeout', ...options, fits, failure, met: 0 };
    this.#planned.push(planned);
    const { after = 0, times = 1 } = options;
    return () => Math.min(times, Math.max(0, planned.met - after));
  }

  forget(): void {
    this.#planned = [];
  }

  dueFor(call: Call): Due | undefined {
    for (const planned of this.#planned) {
      const { after = 0, times = 1, where, by, fits } = planned;
      if (!fits(call) || (where && !where(call.input)) || (by && !by(call.by))) continue;
      planned.met++;
      if (planned.met > after && planned.met <= after + times) return planned;
    }
    return undefined;
  }
}

/** What the caller of a failed call sees. */
export function errorOf({ failure, error }: Due, call: Call): Error {
  if (error) return error(call);
  // Step Functions retries this one: the invocation is delivered again.
  if (call.service === 'lambda') return awsError('Lambda.ServiceException', 'The Lambda service had trouble');
  if (failure === 'throttle') return awsError('ThrottlingException', 'Rate exceeded');
  if (failure === 'denied') {
    return awsError('AccessDeniedException', `User is not authorized to perform ${actionOf(call)}`);
  }
  return failure === 'error after'
    ? awsError('TimeoutError', 'socket hang up')
    : awsError('InternalServerError', 'Internal server error');
}

const actionOf = ({ service, command }: { service: Service; command: string }) => `${service}:${command}`;

const withToken = /^(dynamodb\.TransactWrite|scheduler\.(Create|Update|Delete)Schedule)$/;

/**
 * Whether the SDK gives a call a token of its own (the trait `idempotencyToken` in the service's model), by which AWS knows a
 * second attempt of the same call.
 */
export const hasToken = ({ service, command }: Call): boolean => withToken.test(`${service}.${command}`);
