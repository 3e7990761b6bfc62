import type { Facts } from '../facts.ts';
import type { Reason } from '../reasons/reason.ts';

/** Preflight found no reason not to act. */
export interface Ready<Seen> {
  readonly ready: true;
  /** What acting would do, in one sentence: `Replace the 2 tasks of storefront one at a time.` */
  readonly intends: string;
  /** The state that acting is about to change. */
  readonly before: Facts;
  /** Evidence that the fix destroys and a person may want later. */
  readonly evidence: Facts;
  /** What `act` must find unchanged: writer id, deployment id. */
  readonly seen: Seen;
  /** The temporary change that acting would make. @default - its change stays, or the look was not told its attempt */
  readonly leased?: LeasedChange;
  /** Completes the look with reads that needed its first answers; it may still refuse. @default - the look is complete */
  readonly rest?: () => Promise<Ready<Seen> | Refusal>;
}

/** The completed look. */
export const wholeLook = async <Seen>(look: Ready<Seen> | Refusal): Promise<Ready<Seen> | Refusal> =>
  'refused' in look || !look.rest ? look : look.rest();

/** The two values of a temporary change: before it, and as written. */
export interface LeasedChange {
  readonly before: Facts;
  readonly wrote: Facts;
  /** What is changed, its state meanwhile, and its state once restored: `feature recommendations of shop`, `off`, `on`. */
  readonly subject: string;
  readonly changed: string;
  readonly back: string;
}

/** The action does not act; nothing was changed. The sentence completes "Not acting because …". */
export interface Refusal {
  readonly refused: string;
  /** The same as a code, for programs. @default - the action has no codes, and `own-words` goes on record */
  readonly reason?: Reason;
}

/** The changing calls were sent and accepted. */
export interface Done {
  /** What was done, in one sentence: `Started a rolling restart of storefront (2 tasks).` */
  readonly did: string;
  readonly after: Facts;
  /** The id of work that goes on after the call, as its event carries it. @default - none */
  readonly work?: string;
}

/** The state of work that went on after the call. */
export interface Progress {
  readonly state: 'running' | 'succeeded' | 'failed';
  /** What it printed or returned, or why it failed: untrusted text. The record keeps one capped line of it. */
  readonly said: string;
}

/** What an action's code may use besides its own SDK clients. */
export interface ActionContext {
  readonly now: () => Date;
  /** ISO 8601, UTC: when the worker's time is over and another may take its place. Absent in a preflight. */
  readonly until?: string;
  /** The incident's id and the step's number, the same in every delivery. Absent in a dry run. */
  readonly attempt?: string;
  /**
   * How long its change may stay before a person is told, in seconds. @default - the change is not temporary, or no limit is
   * known
   */
  readonly leaseSeconds?: number;
  /** Resolves once the completed look is on record: nothing may be changed before that. @default - nothing to wait for */
  readonly recorded?: Promise<unknown> | undefined;
}

/** The AWS calls of one action. The runner (run-action.ts) checks the incident, writes `started` and records the result. */
export interface ActionHandler<Parameters extends object, Seen> {
  /** Reads only. If it throws, nothing was changed. */
  readonly preflight: (parameters: Parameters, context: ActionContext) => Promise<Ready<Seen> | Refusal>;
  /**
   * Re-reads what `seen` names and refuses if it changed; then sends the changing calls, once, with SDK retries off if a call
   * is not idempotent. An error means that the change may have taken effect, unless it is AWS's definite no (definite-no.ts).
   * An action with several calls throws a definite no only if none of them can have taken effect.
   */
  readonly act: (parameters: Parameters, seen: Seen, context: ActionContext) => Promise<Done | Refusal>;
  /** How its change is restored. @default - the change stays */
  readonly taking?: TakingBack<Parameters>;
  /** Reads the state of its work. @default - no work goes on after acting */
  readonly progress?: (work: string, parameters: Parameters) => Promise<Progress>;
}

/** The part of a lease that an action needs. */
export interface Leased {
  /** The attempt: the incident's id and the step's number. */
  readonly id: string;
  readonly before: Facts;
  readonly wrote: Facts;
  /** ISO 8601, UTC: when it was changed. */
  readonly since: string;
}

/** How an action restores what it changed. */
export interface TakingBack<Parameters extends object> {
  /**
   * Reads the present value, with the fields of the value before and the value written; undefined if the target no longer
   * exists.
   */
  readonly look: (
    parameters: Parameters,
    lease: Leased,
    context: ActionContext,
  ) => Promise<Facts | undefined>;
  /** Restores the earlier value, once. Errors mean the same as those of `act`. */
  readonly putBack: (
    parameters: Parameters,
    lease: Leased,
    context: ActionContext,
  ) => Promise<Done | Refusal>;
}

export type { Facts };
